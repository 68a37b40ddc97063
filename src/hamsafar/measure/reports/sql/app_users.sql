-- Who had used the app in the weeks before they answered?
-- stage: used
select person_key, timestamp from scope where name = 'Screen Viewed' and person_key != 0
-- stage: facts
select distinct answers.id_hash as id_hash
from answers join used on answers.person_key = used.person_key
where used.timestamp <= answers.timestamp and used.timestamp > answers.timestamp - toIntervalDay({weeks_days:UInt16})
