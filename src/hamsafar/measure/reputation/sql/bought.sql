-- What did these people buy and send back, and when?
select
    person_key as guest, timestamp, if(name = 'Order Refunded', -1, 1) * toFloat64(coalesce(amount, 0)) as paid, toString(currency) as money,
    name = 'Order Completed' as is_order
from scope
where name in ('Order Completed', 'Order Refunded')
