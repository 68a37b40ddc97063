-- Who had done any of these things in the weeks before they answered?
-- stage: answered
select * from $previous
-- stage: used
select person_key, timestamp from scope where name in {names:Array(String)} and person_key != 0
-- stage: facts
select distinct answered.id_hash as id_hash
from answered join used on answered.person_key = used.person_key
where used.timestamp <= answered.timestamp and used.timestamp > answered.timestamp - toIntervalDay({weeks_days:UInt16})
