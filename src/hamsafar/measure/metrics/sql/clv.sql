-- How much has each customer paid so far, less what was paid back, by the end of each window?
-- stage: paid
select
    person_key, timestamp, grp, name = 'Order Completed' as is_order,
    toFloat64(assumeNotNull(amount)) * if(currency = 'IRT', 10, 1) as money
from $previous
where person_key != 0 and amount is not null and currency in {currencies:Array(String)}
-- stage: payers
select
    person_key,
    groupArray((timestamp, if(is_order, money, -abs(money)))) as payments,
    minIf(timestamp, is_order) as first_at,
    tupleElement(arraySort(groupArrayIf((timestamp, grp), is_order))[1], 2) as grp
from $previous
group by person_key
having countIf(is_order) > 0
-- stage: at_each_end
select person_key, payments, first_at, grp, arrayJoin(arrayEnumerate({ends:Array(DateTime64(3, 'UTC'))})) as slot, {ends:Array(DateTime64(3, 'UTC'))}[slot] as until
from $previous
-- stage: judged
select person_key, slot, grp, arraySum(p -> if(p.1 < until, p.2, 0.), payments) as x
from $previous
where first_at < until
