-- What has this person done with us, in sums?
select
    min(timestamp) as first_seen,
    max(timestamp) as last_seen,
    count() as events,
    uniqExactIf(if(order_id = '', message_id, order_id), name = 'Order Completed') as orders,
    maxIf(timestamp, name = 'Order Completed') as last_order,
    sumMapIf(map(currency, ifNull(amount, 0)), name = 'Order Completed' and amount is not null) as paid,
    sumMapIf(map(currency, abs(ifNull(amount, 0))), name = 'Order Refunded' and amount is not null) as refunded,
    countIf(name = 'Conversation Started') as conversations,
    countIf(name = 'Complaint Raised') as complaints,
    sumMapIf(map(channel, toUInt64(1)), direction = 'inbound' and channel != '') as channels,
    argMaxIf(score, timestamp, question = 'nps') as nps,
    maxIf(timestamp, question = 'nps') as nps_at,
    argMaxIf(score, timestamp, question = 'csat') as csat,
    maxIf(timestamp, question = 'csat') as csat_at
from (
    select
        timestamp, name, message_id, amount, currency, channel, direction,
        JSONExtractString(properties, 'order_id') as order_id,
        if(name = 'Survey Answered', JSONExtractString(properties, 'question'), '') as question,
        JSONExtractFloat(properties, 'score') as score
    from scope
)
