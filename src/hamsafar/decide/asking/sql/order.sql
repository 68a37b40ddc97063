-- What does the spine tell of this order of these people?
select name, unit, properties
from scope
where name in ('Order Completed', 'Order Delivered', 'Order Cancelled') and JSONExtractString(properties, 'order_id') = {order:String}
order by name = 'Order Completed' desc, timestamp
