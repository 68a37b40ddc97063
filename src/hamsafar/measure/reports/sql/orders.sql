-- What was the order that each answer speaks of: price, goods, courier, how long it took, and was it late?
-- stage: answered
select * from $previous
-- stage: bought
select
    person_key, JSONExtractString(properties, 'order_id') as order_id, min(timestamp) as bought_at,
    argMin(toFloat64(ifNull(amount, 0)), timestamp) as paid,
    argMin(toString(currency), timestamp) as currency,
    argMin(length(JSONExtractArrayRaw(properties, 'products')), timestamp) as items,
    argMin(JSONExtractString(properties, 'gateway'), timestamp) as gateway,
    argMin(JSONExtractString(properties, 'coupon') != '', timestamp) as coupon
from scope
where name = 'Order Completed' and person_key != 0
group by person_key, order_id
-- stage: last_bought
select answered.id_hash as id_hash, bought.order_id as order_id
from answered asof left join bought on answered.person_key = bought.person_key and answered.timestamp >= bought.bought_at
where answered.order_id = '' and bought.bought_at >= answered.timestamp - toIntervalDay({order_days:UInt16})
-- stage: spoken_of
select
    answered.id_hash as id_hash, answered.person_key as person_key, answered.timestamp as timestamp,
    if(answered.order_id != '', answered.order_id, last_bought.order_id) as order_id
from answered left join last_bought on answered.id_hash = last_bought.id_hash
-- stage: parcels
select
    person_key, JSONExtractString(properties, 'order_id') as order_id,
    minIf(timestamp, name = 'Order Delivered') as delivered_at,
    anyIf(JSONExtractFloat(properties, 'days'), name = 'Order Delivered') as days,
    anyIf(parseDateTime64BestEffortOrNull(JSONExtractString(properties, 'promised_at'), 3, 'UTC'), JSONHas(properties, 'promised_at')) as promised_at,
    anyIf(JSONExtractBool(properties, 'late'), name = 'Order Delivered' and JSONHas(properties, 'late')) as is_late,
    countIf(name = 'Order Delivered' and JSONHas(properties, 'late')) > 0 as says_late,
    countIf(name = 'Order Delivered') > 0 as is_delivered,
    anyIf(JSONExtractString(properties, 'carrier'), JSONHas(properties, 'carrier')) as carrier,
    countIf(name in ('Order Returned', 'Order Refunded')) > 0 as is_returned,
    minIf(timestamp, name in ('Order Returned', 'Order Refunded')) as returned_at
from scope
where name in ('Order Shipped', 'Order Delivered', 'Order Returned', 'Order Refunded') and person_key != 0
    and JSONExtractString(properties, 'order_id') != ''
group by person_key, order_id
-- stage: facts
select
    spoken_of.id_hash as id_hash, bought.order_id != '' as has_order, bought.paid as paid, bought.currency as currency, bought.items as items,
    bought.gateway as gateway, bought.coupon as coupon, parcels.carrier as carrier,
    parcels.is_delivered and parcels.delivered_at <= spoken_of.timestamp as is_there,
    if(parcels.days > 0, parcels.days, if(bought.order_id = '', nan, dateDiff('second', bought.bought_at, parcels.delivered_at) / 86400)) as days,
    greatest(0, dateDiff('second', parcels.promised_at, parcels.delivered_at) / 86400) as days_late,
    parcels.is_late or ifNull(parcels.delivered_at > parcels.promised_at, false) as late,
    parcels.promised_at is not null as has_promise,
    has_promise or parcels.says_late as tells_late,
    not is_there and ifNull(parcels.promised_at < spoken_of.timestamp, false) as not_there,
    parcels.is_returned and parcels.returned_at <= spoken_of.timestamp as is_returned
from spoken_of
left join bought on spoken_of.person_key = bought.person_key and spoken_of.order_id = bought.order_id
left join parcels on spoken_of.person_key = parcels.person_key and spoken_of.order_id = parcels.order_id
where spoken_of.order_id != '' and (bought.order_id != '' or parcels.order_id != '')
