-- How many people reach each step of the way to an order, in this order, however long it takes?
-- stage: levels
select person_key, windowFunnel(9000000000000)(toUInt64(toUnixTimestamp64Milli(timestamp)),
    name = 'Product Viewed', name = 'Product Added', name = 'Checkout Started', name = 'Order Completed') as level
from $previous
where name in ('Product Viewed', 'Product Added', 'Checkout Started', 'Order Completed')
group by person_key
-- stage: counted
select countIf(level >= 1) as viewed, countIf(level >= 2) as added, countIf(level >= 3) as started, countIf(level >= 4) as ordered
from $previous
