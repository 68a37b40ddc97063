-- When and how much did each customer pay, in one currency?
-- stage: payers
select
    person_key,
    arraySort(groupArray((
        toUnixTimestamp64Milli(timestamp), toFloat64(amount) * if(currency = 'IRT', 10, 1)
    ))) as payments
from scope
where name = 'Order Completed' and person_key != 0 and amount >= 0 and currency in {currencies:Array(String)}
group by person_key
-- stage: listed
select arrayMap(p -> p.1, payments) as moments, arrayMap(p -> p.2, payments) as amounts
from $previous
