-- What did we promise this person, and what became of it?
select
    promise_id,
    argMaxIf(what, timestamp, what != '') as what,
    minIf(timestamp, name = 'Promise Made') as made_at,
    maxIf(due_at, name = 'Promise Made') as due,
    argMax(name, timestamp) as last_name,
    max(timestamp) as last_at
from (
    select
        timestamp, name,
        JSONExtractString(properties, 'promise_id') as promise_id,
        JSONExtractString(properties, 'what') as what,
        parseDateTime64BestEffortOrZero(JSONExtractString(properties, 'due_at'), 3, 'UTC') as due_at
    from scope
    where name in ('Promise Made', 'Promise Kept', 'Promise Broken')
)
where promise_id != ''
group by promise_id
having countIf(name = 'Promise Made') > 0
order by made_at desc
limit {limit:UInt32}
