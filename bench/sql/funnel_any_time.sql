-- How many people reach each step of the way to an order, in this order, however long it takes?
-- stage: steps
-- Each event as one number: when, and in its last two bits which step. Without a window this is faster than windowFunnel.
select person_key, arraySort(groupArray(
    toUInt64(toUnixTimestamp64Milli(timestamp)) * 4 + transform(name, ['Product Added', 'Checkout Started', 'Order Completed'], [1, 2, 3], 0)
)) as steps
from $previous
where name in ('Product Viewed', 'Product Added', 'Checkout Started', 'Order Completed')
group by person_key
-- stage: reached
-- Looked for in all rows and counted only where the step before is there too: asking first costs more than looking.
select
    arrayFirst(step -> step % 4 = 0, steps) as viewed,
    arrayFirst(step -> step % 4 = 1 and step > viewed, steps) as added,
    arrayFirst(step -> step % 4 = 2 and step > added, steps) as started,
    arrayFirst(step -> step % 4 = 3 and step > started, steps) as ordered
from $previous
-- stage: counted
select
    countIf(viewed > 0) as who_viewed,
    countIf(viewed > 0 and added > 0) as who_added,
    countIf(viewed > 0 and added > 0 and started > 0) as who_started,
    countIf(viewed > 0 and added > 0 and started > 0 and ordered > 0) as who_ordered
from $previous
