-- What is this product called, and where does it stand, by whoever looked at it or bought it lately?
-- stage: viewed
select
    timestamp, JSONExtractString(properties, 'name') as called, JSONExtractString(context, 'page', 'url') as address,
    JSONExtractString(properties, 'url') as told_address
from scope
where name in ('Product Viewed', 'Product Added') and (JSONExtractString(properties, 'product_id') = {product:String} or JSONExtractString(properties, 'sku') = {product:String})
-- stage: bought
select timestamp, JSONExtractString(line, 'name') as called, '' as address, JSONExtractString(line, 'url') as told_address
from scope array join JSONExtractArrayRaw(properties, 'products') as line
where name = 'Order Completed' and (JSONExtractString(line, 'product_id') = {product:String} or JSONExtractString(line, 'sku') = {product:String})
-- stage: found
select * from viewed union all select * from bought
-- stage: answer
select count() as n, argMax(called, (called != '', timestamp)) as called, argMax(if(told_address != '', told_address, address), (told_address != '' or address != '', timestamp)) as url
from found
