-- Who orders again, week after week after the first order?
-- stage: firsts
select person_key, min(toStartOfWeek(timestamp)) as week0 from $previous where name = 'Order Completed' group by person_key
-- stage: counted
select week0, dateDiff('week', week0, toStartOfWeek(timestamp)) as age, uniqExact(person_key) as people
from scope join firsts using person_key
where name = 'Order Completed'
group by week0, age
order by week0, age
