-- Which promises are past their time and neither kept nor marked broken?
select
    promise_id,
    any(person_key) as person_key,
    anyIf(what, what != '') as what,
    maxIf(due_at, name = 'Promise Made') as due
from (
    select
        JSONExtractString(properties, 'promise_id') as promise_id,
        JSONExtractString(properties, 'what') as what,
        parseDateTime64BestEffortOrZero(JSONExtractString(properties, 'due_at'), 3, 'UTC') as due_at,
        person_key, name
    from scope
    where name in ('Promise Made', 'Promise Kept', 'Promise Broken')
)
where promise_id != ''
group by promise_id
having countIf(name = 'Promise Made') > 0 and countIf(name != 'Promise Made') = 0
    and due > toDateTime64(0, 3, 'UTC') and due < {at:DateTime64(3)}
order by due
limit {limit:UInt32}
