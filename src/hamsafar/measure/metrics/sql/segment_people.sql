-- How many customers are in a group?
-- stage: counted
select uniqExact(person_key) as people
from $previous
where grp = {group:String} and person_key != 0 and timestamp >= {reach:DateTime64(3, 'UTC')}
