-- How often was each score given?
-- stage: scored
select question, toFloat64OrNull(trim(both '"' from JSONExtractRaw(properties, 'score'))) as score
from $previous
where name = 'Survey Answered' and JSONHas(properties, 'score')
-- stage: counted
select question, score, count() as n
from $previous
where isNotNull(score)
group by question, score
order by question, score
limit {most:UInt32} by question
