-- How far do customers agree, from 1 to 7, that it was easy?
-- stage: answered
select
    person_key, timestamp, grp,
    toFloat64OrNull(trim(both '"' from JSONExtractRaw(properties, 'score'))) as score
from $previous
where name = 'Survey Answered' and JSONExtractString(properties, 'question') = 'ces_agreement'
-- stage: observed
select person_key, timestamp as at, timestamp as settled, grp, assumeNotNull(score) as x
from $previous
where score between 1 and 7
