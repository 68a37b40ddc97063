-- What did each customer pay between two moments, less refunds, in rials or the one currency asked for?
-- stage: paid
select
    person_key, timestamp,
    if(name = 'Order Refunded', -1, 1) * toFloat64(assumeNotNull(amount)) * if(currency = 'IRT', 10, 1) as money
from scope
where name in ('Order Completed', 'Order Refunded') and person_key != 0 and amount is not null and currency in {currencies:Array(String)}
-- stage: spent
select person_key, sum(money) as money
from paid
where timestamp >= {paid_since:DateTime64(3, 'UTC')} and timestamp < {paid_until:DateTime64(3, 'UTC')}
group by person_key
