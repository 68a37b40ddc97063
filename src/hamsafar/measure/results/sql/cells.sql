-- Which column was chosen in which row of a table?
-- stage: said
select question, arrayJoin(JSONExtractKeysAndValuesRaw(properties, 'cells')) as cell
from $previous
where name = 'Survey Answered' and JSONHas(properties, 'cells')
-- stage: spread
select question, cell.1 as line, arrayJoin(JSONExtract(cell.2, 'Array(String)')) as chosen
from $previous
-- stage: counted
select question, line, chosen, count() as n
from $previous
group by question, line, chosen
