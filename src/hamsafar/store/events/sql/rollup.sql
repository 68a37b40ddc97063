-- What is there to say about each of these people in one line?
select
    person_key as person,
    min(timestamp) as first_at,
    max(timestamp) as last_at,
    count() as events,
    countIf(name = 'Order Completed') as orders,
    sumMapIf(map(currency, if(name = 'Order Completed', 1, -1) * ifNull(amount, 0)), name in ('Order Completed', 'Order Refunded')) as revenue,
    argMax(channel, (timestamp, seq)) as last_channel,
    argMax(name, (timestamp, seq)) as last_name,
    arraySort(groupUniqArray(channel)) as channels,
    arraySort(groupUniqArray(unit)) as units
from scope
group by person_key
