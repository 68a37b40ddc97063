-- Which properties of these events have few values, so that customers can be compared by them?
-- stage: sampled
select toString(name) as name, properties
from scope
where name in {names:Array(String)}
limit {sample:UInt32} by name
-- stage: said
select name, arrayJoin(JSONExtractKeysAndValuesRaw(properties)) as said
from $previous
-- stage: counted
select name, said.1 as key
from $previous
where startsWith(said.2, '"') or said.2 in ('true', 'false')
group by name, key
having uniq(said.2) between 2 and {groups:UInt32} and count() >= 10 * uniq(said.2)
order by name, key
-- stage: listed
select key, groupArray(name) as names
from $previous
group by key
order by key
