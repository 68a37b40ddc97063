-- How many people reach each step of the way to an order, in this order, however long it takes?
-- stage: moments
-- Of the first step only the earliest counts, of the others the earliest after the one before. Without a window this is faster
-- than windowFunnel, and than sorting all of them together.
select
    person_key,
    minIf(toUnixTimestamp64Milli(timestamp), name = 'Product Viewed') as viewed,
    groupArrayIf(toUnixTimestamp64Milli(timestamp), name = 'Product Added') as adds,
    groupArrayIf(toUnixTimestamp64Milli(timestamp), name = 'Checkout Started') as starts,
    groupArrayIf(toUnixTimestamp64Milli(timestamp), name = 'Order Completed') as orders
from $previous
where name in ('Product Viewed', 'Product Added', 'Checkout Started', 'Order Completed')
group by person_key
-- stage: reached
-- 9 000 000 000 000, in the year 2255, is never. The least of an empty list is 0, which is never as well.
select
    viewed,
    if(viewed > 0, arrayMin(arrayMap(moment -> if(moment > viewed, moment, 9000000000000), adds)), 0) as chosen,
    if(chosen > 0, chosen, 9000000000000) as added,
    arrayMin(arrayMap(moment -> if(moment > added, moment, 9000000000000), starts)) as begun,
    if(begun > 0, begun, 9000000000000) as started,
    arrayMin(arrayMap(moment -> if(moment > started, moment, 9000000000000), orders)) as ended,
    if(ended > 0, ended, 9000000000000) as ordered
from $previous
-- stage: counted
select
    countIf(viewed > 0) as who_viewed,
    countIf(added < 9000000000000) as who_added,
    countIf(started < 9000000000000) as who_started,
    countIf(ordered < 9000000000000) as who_ordered
from $previous
