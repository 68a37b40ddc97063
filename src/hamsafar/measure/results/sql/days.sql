-- Which days were given?
-- stage: said
select question, JSONExtractString(properties, 'text') as day
from $previous
where name = 'Survey Answered' and JSONExtractString(properties, 'question') = 'date'
-- stage: counted
select question, day, count() as n
from $previous
group by question, day
order by question, day
limit {most:UInt32} by question
