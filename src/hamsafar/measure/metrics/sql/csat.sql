-- Who is satisfied: 4 or 5 on the scale of 1 to 5?
-- stage: answered
select
    person_key, timestamp, grp,
    toFloat64OrNull(trim(both '"' from JSONExtractRaw(properties, 'score'))) as score
from $previous
where name = 'Survey Answered' and JSONExtractString(properties, 'question') = 'csat'
-- stage: observed
select person_key, timestamp as at, timestamp as settled, grp, if(score >= 4, 1., 0.) as x
from $previous
where score between 1 and 5
