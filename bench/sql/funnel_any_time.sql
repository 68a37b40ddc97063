-- How many people reach each step of the way to an order, in this order, however long it takes?
-- stage: steps
-- Each event as one number: when, and in its last two bits which step. Without a window this is faster than windowFunnel.
select person_key, arraySort(groupArray(
    toUInt64(toUnixTimestamp64Milli(timestamp)) * 4 + (name = 'Product Added') + 2 * (name = 'Checkout Started') + 3 * (name = 'Order Completed')
)) as steps
from $previous
where name in ('Product Viewed', 'Product Added', 'Checkout Started', 'Order Completed')
group by person_key
-- stage: reached
select
    arrayFirst(step -> bitAnd(step, 3) = 0, steps) as viewed,
    if(viewed > 0, arrayFirst(step -> bitAnd(step, 3) = 1 and step > viewed, steps), 0) as added,
    if(added > 0, arrayFirst(step -> bitAnd(step, 3) = 2 and step > added, steps), 0) as started,
    if(started > 0, arrayFirst(step -> bitAnd(step, 3) = 3 and step > started, steps), 0) as ordered
from $previous
-- stage: counted
select countIf(viewed > 0) as viewed, countIf(added > 0) as added, countIf(started > 0) as started, countIf(ordered > 0) as ordered
from $previous
