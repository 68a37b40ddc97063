-- What did each customer pay in the days after an answer, less refunds?
-- stage: answered
select * from $previous
-- stage: paid
select
    person_key, timestamp,
    if(name = 'Order Refunded', -1, 1) * toFloat64(assumeNotNull(amount)) * if(currency = 'IRT', 10, 1) as money
from scope
where name in ('Order Completed', 'Order Refunded') and person_key != 0 and amount is not null and currency in {currencies:Array(String)}
-- stage: spent
select answered.id_hash as id_hash, sum(paid.money) as money
from answered join paid on answered.person_key = paid.person_key
where paid.timestamp > answered.timestamp and paid.timestamp <= answered.timestamp + toIntervalDay({days_after:UInt16})
group by id_hash
