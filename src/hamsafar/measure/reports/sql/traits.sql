-- What did the people who answered last say of themselves?
-- stage: answered
select * from $previous
-- stage: told
select person_key, argMax(JSONExtractString(traits, {trait:String}), timestamp) as value
from scope
where person_key in (select person_key from answered) and person_key != 0 and JSONExtractString(traits, {trait:String}) != ''
group by person_key
-- stage: facts
select person_key, value from told
