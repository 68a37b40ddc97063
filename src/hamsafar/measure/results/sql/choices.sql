-- How often was each answer chosen, and on which place did it stand?
-- stage: chosen
select question, JSONExtract(properties, 'choices', 'Array(String)') as chosen
from $previous
where name = 'Survey Answered' and JSONHas(properties, 'choices')
-- stage: placed
select question, choice, place
from $previous
array join chosen as choice, arrayEnumerate(chosen) as place
-- stage: counted
select question, choice, count() as n, sum(place) as places, countIf(place = 1) as firsts
from $previous
group by question, choice
order by question, n desc
limit {most:UInt32} by question
