-- How many events came in each span of time, by channel, source and name?
select
    fromUnixTimestamp64Milli(toInt64(roundDown(toUnixTimestamp64Milli(timestamp), {edges:Array(Int64)})), 'UTC') as since,
    channel, source, name,
    count() as events,
    uniq(person_key) as people
from scope
group by since, channel, source, name
order by since, events desc
