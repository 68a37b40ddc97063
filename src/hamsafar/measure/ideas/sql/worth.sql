-- What have these people paid, less refunds, how often did they order, and what did they last say of how satisfied they are?
-- stage: told
select
    person_key, name, timestamp, JSONExtractString(properties, 'question') as asked,
    toFloat64OrNull(trim(both '"' from JSONExtractRaw(properties, 'score'))) as score,
    if(currency in {currencies:Array(String)}, toFloat64(amount) * if(currency = 'IRT', 10, 1), null) as money
from scope
where name in ('Order Completed', 'Order Refunded', 'Survey Answered')
-- stage: worth
select
    person_key,
    countIf(name = 'Order Completed') as orders,
    sumIf(if(name = 'Order Refunded', -money, money), name != 'Survey Answered' and money is not null) as paid,
    argMaxIf(score, timestamp, asked = 'nps' and score between 0 and 10) as nps,
    countIf(asked = 'nps' and score between 0 and 10) as nps_answers,
    argMaxIf(score, timestamp, asked = 'csat' and score between 1 and 5) as csat,
    countIf(asked = 'csat' and score between 1 and 5) as csat_answers
from told
group by person_key
