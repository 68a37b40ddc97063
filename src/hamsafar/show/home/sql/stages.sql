-- How many people reached each stage of buying online in this time?
-- Delivered counts those who also bought in it: what arrives today may have been ordered before.
-- stage: seen
select
    person_key,
    multiIf(
        name in ('Page Viewed', 'Screen Viewed'), 1,
        name in ('Product Viewed', 'Products Searched'), 2,
        name in ('Product Added', 'Cart Viewed'), 3,
        name in ('Checkout Started', 'Payment Failed'), 4,
        name = 'Order Completed', 5,
        name = 'Order Delivered', 6,
        0
    ) as stage
from scope
where channel in ('web', 'app') or name = 'Order Delivered'
-- stage: reached
select person_key, groupUniqArray(stage) as stages from $previous where stage > 0 group by person_key
-- stage: counted
select stage, count() as people
from $previous
array join arrayFilter(one -> one != 6 or has(stages, 5), stages) as stage
group by stage
order by stage
