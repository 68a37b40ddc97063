-- Which events of this name were there in this time?
-- stage: done
select person_key, properties, '' as raw
from scope
where name = {name:String} and timestamp > {since:DateTime64(3, 'UTC')} and timestamp <= {until:DateTime64(3, 'UTC')} and person_key != 0
