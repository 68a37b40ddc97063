-- How far do people come on the way to an order, all four steps within seven days?
-- stage: levels
select person_key, windowFunnel(604800)(toDateTime(timestamp),
    name = 'Product Viewed', name = 'Product Added', name = 'Checkout Started', name = 'Order Completed') as level
from $previous
where name in ('Product Viewed', 'Product Added', 'Checkout Started', 'Order Completed')
group by person_key
-- stage: counted
select level, count() as people from $previous group by level order by level
