-- Which properties did the latest events of this name carry, and what did they look like?
-- stage: latest
select properties from scope where name = {name:String} order by timestamp desc limit {sample:UInt32}
-- stage: pairs
select arrayJoin(JSONExtractKeysAndValuesRaw(properties)) as pair from $previous
-- stage: counted
select pair.1 as property, count() as events, groupUniqArray(5)(substring(pair.2, 1, 80)) as examples
from $previous
group by property
order by events desc, property
limit 200
