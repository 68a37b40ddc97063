-- Of each customer's first unhappy answer in this time: what was known of them then, were they contacted soon, and did they buy afterwards?
-- stage: unhappy
select
    person_key,
    min(timestamp) as told_at,
    argMin(JSONExtractFloat(properties, 'score'), timestamp) as score,
    argMin(JSONExtractString(properties, 'question'), timestamp) as question
from scope
where name = 'Survey Answered' and person_key != 0
    and timestamp >= {since:DateTime64(3, 'UTC')} and timestamp < {until:DateTime64(3, 'UTC')}
    and JSONHas(properties, 'score')
    and (
        (JSONExtractString(properties, 'question') = 'nps' and JSONExtractFloat(properties, 'score') <= 6)
        or (JSONExtractString(properties, 'question') = 'csat' and JSONExtractFloat(properties, 'score') <= 2)
    )
group by person_key
-- stage: lives
select person_key, timestamp, name, amount, currency
from scope
where name in ('Order Completed', 'Order Returned', 'Complaint Raised', 'Conversation Started', 'Case Contacted')
    and person_key in (select person_key from unhappy)
-- stage: answer
select
    unhappy.person_key as person_key, any(unhappy.told_at) as told_at, any(unhappy.question) as question, any(unhappy.score) as score,
    countIf(lives.name = 'Order Completed' and lives.timestamp <= unhappy.told_at) as orders,
    sumIf(
        toFloat64(ifNull(lives.amount, 0)) * if(lives.currency = 'IRT', 10, 1),
        lives.name = 'Order Completed' and lives.timestamp <= unhappy.told_at and lives.currency in {currencies:Array(String)}
    ) as paid,
    countIf(lives.name = 'Order Completed' and lives.timestamp <= unhappy.told_at and lives.timestamp > unhappy.told_at - interval 60 day) as lately,
    countIf(lives.name in ('Order Returned', 'Complaint Raised') and lives.timestamp <= unhappy.told_at) as troubles,
    countIf(lives.name = 'Conversation Started' and lives.timestamp <= unhappy.told_at) as talks,
    countIf(
        lives.name = 'Case Contacted' and lives.timestamp > unhappy.told_at
        and lives.timestamp <= unhappy.told_at + interval {soon:UInt32} day
    ) > 0 as contacted,
    countIf(
        lives.name = 'Order Completed' and lives.timestamp > unhappy.told_at + interval {soon:UInt32} day
        and lives.timestamp <= unhappy.told_at + interval ({soon:UInt32} + {later:UInt32}) day
    ) > 0 as bought
from unhappy
left join lives on lives.person_key = unhappy.person_key
group by unhappy.person_key
order by person_key
