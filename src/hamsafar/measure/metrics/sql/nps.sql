-- How likely are those who answered to recommend us: promoters (9, 10) are 1, passives (7, 8) 0, detractors (0 to 6) -1?
-- stage: answered
select
    person_key, timestamp, grp,
    toFloat64OrNull(trim(both '"' from JSONExtractRaw(properties, 'score'))) as score
from $previous
where name = 'Survey Answered' and JSONExtractString(properties, 'question') = 'nps'
-- stage: observed
select person_key, timestamp as at, timestamp as settled, grp, multiIf(score >= 9, 1., score >= 7, 0., -1.) as x
from $previous
where score between 0 and 10
