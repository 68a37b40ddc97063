-- What has each of these people bought from us?
select
    person_key,
    uniqExactIf(if(order_id = '', message_id, order_id), name = 'Order Completed') as orders,
    sumMapIf(map(currency, ifNull(amount, 0)), name = 'Order Completed' and amount is not null) as paid,
    sumMapIf(map(currency, abs(ifNull(amount, 0))), name = 'Order Refunded' and amount is not null) as refunded
from (
    select person_key, name, message_id, amount, currency, JSONExtractString(properties, 'order_id') as order_id
    from scope
    where name in ('Order Completed', 'Order Refunded')
)
group by person_key
