-- Which visits ended in an order, during the visit or within half an hour of its last step?
-- stage: visits
select
    person_key,
    if(name = 'Order Completed', 0, sipHash64(session_id, toDate(timestamp, {zone:String}))) as visit,
    any(session_id) as session,
    min(timestamp) as started_at,
    max(timestamp) as last_at,
    argMinIf(grp, timestamp, grp != '') as grp,
    groupArrayIf((timestamp, session_id), name = 'Order Completed') as orders
from $previous
where person_key != 0
group by person_key, visit
-- stage: people
select
    person_key,
    groupArrayIf((started_at, last_at, grp, session), visit != 0) as visits,
    arrayFlatten(groupArray(orders)) as orders
from $previous
group by person_key
having notEmpty(visits)
-- stage: each_visit
select person_key, orders, arrayJoin(visits) as seen
from $previous
-- stage: observed
select
    person_key,
    seen.1 as at,
    seen.2 + toIntervalMinute(30) as settled,
    seen.3 as grp,
    if(arrayExists(o -> o.1 >= at and (o.1 <= settled or (o.2 != '' and o.2 = seen.4 and o.1 <= at + toIntervalDay(1))), orders), 1., 0.) as x
from $previous
