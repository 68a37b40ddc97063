-- How often was each question answered, by how many people, and how often was the survey opened?
-- stage: counted
select question, count() as answers, uniqExact(person_key) as people, countIf(JSONHas(properties, 'text')) as texts
from $previous
group by question
