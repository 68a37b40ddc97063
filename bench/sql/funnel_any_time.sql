-- How many people reach each step of the way to an order, in this order, however long it takes?
-- stage: steps
select person_key, toUnixTimestamp64Milli(timestamp) as moment,
    transform(name, ['Product Added', 'Checkout Started', 'Order Completed'], [1, 2, 3], 0) as step
from $previous
where name in ('Product Viewed', 'Product Added', 'Checkout Started', 'Order Completed')
-- stage: moments
-- Of the first step only the earliest counts, of the others the earliest after the one before; each of these is one number: when, and
-- in its last two bits which step. Without a window this is faster than windowFunnel, and than sorting or a list for each step.
select person_key, minIf(moment, step = 0) * 4 as viewed, groupArrayIf(moment * 4 + step, step > 0) as others
from $previous
group by person_key
-- stage: reached
-- 36 000 000 000 000, in the year 2255, is never. The least of an empty list is 0, which is never as well.
select
    viewed,
    if(viewed > 0, arrayMin(arrayMap(one -> if(bitAnd(one, 3) = 1 and one > viewed + 3, one, 36000000000000), others)), 0) as chosen,
    if(chosen > 0, chosen, 36000000000000) as added,
    arrayMin(arrayMap(one -> if(bitAnd(one, 3) = 2 and one > added + 2, one, 36000000000000), others)) as begun,
    if(begun > 0, begun, 36000000000000) as started,
    arrayMin(arrayMap(one -> if(bitAnd(one, 3) = 3 and one > started + 1, one, 36000000000000), others)) as ended,
    if(ended > 0, ended, 36000000000000) as ordered
from $previous
-- stage: counted
select
    countIf(viewed > 0) as who_viewed,
    countIf(added < 36000000000000) as who_added,
    countIf(started < 36000000000000) as who_started,
    countIf(ordered < 36000000000000) as who_ordered
from $previous
