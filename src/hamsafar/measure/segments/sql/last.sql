-- What did each person last answer to this question?
-- stage: answered
select
    person_key, timestamp, message_id,
    toFloat64OrNull(trim(both '"' from JSONExtractRaw(properties, 'score'))) as score
from scope
where name = 'Survey Answered' and JSONExtractString(properties, 'question') = {name:String}
    and timestamp > {since:DateTime64(3, 'UTC')} and timestamp <= {until:DateTime64(3, 'UTC')} and person_key != 0
-- stage: latest
select person_key, toString(argMax(assumeNotNull(score), (timestamp, message_id))) as raw
from $previous
where isNotNull(score) and isFinite(score)
group by person_key
