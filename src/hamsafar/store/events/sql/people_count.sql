-- How many people are there?
select uniqExact(person_key) as people
from scope
where ({channel:String} = '' or channel = {channel:String}) and ({name:String} = '' or name = {name:String})
