-- What was last told about each person under this name?
-- stage: told
select person_key, argMax(JSONExtractRaw(traits, {name:String}), (timestamp, message_id)) as raw
from scope
where type = 'identify' and JSONHas(traits, {name:String}) and person_key != 0
group by person_key
having raw != 'null'
