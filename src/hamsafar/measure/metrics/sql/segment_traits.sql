-- Which traits of customers have few values, so that customers can be compared by them?
-- stage: said
select arrayJoin(JSONExtractKeysAndValuesRaw(traits)) as said
from scope
where traits not in ('', '{}') and person_key != 0
-- stage: counted
select said.1 as key
from $previous
where startsWith(said.2, '"') or said.2 in ('true', 'false')
group by key
having uniq(said.2) between 2 and {groups:UInt32} and count() >= 10 * uniq(said.2)
order by key
