-- How many people reached each stage of buying online in this time?
select stage, uniqExact(person_key) as people
from (
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
)
where stage > 0
group by stage
order by stage
