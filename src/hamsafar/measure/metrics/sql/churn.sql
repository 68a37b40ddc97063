-- Of the customers who bought one horizon ago (between two and one horizons before the end of a window), who has not bought since?
-- stage: buyers
select person_key, groupArray(timestamp) as times, groupArray(grp) as grps
from $previous
where name = 'Order Completed' and person_key != 0
group by person_key
-- stage: at_each_end
select person_key, times, grps, arrayJoin(arrayEnumerate({ends:Array(DateTime64(3, 'UTC'))})) as slot, {ends:Array(DateTime64(3, 'UTC'))}[slot] as until
from $previous
-- stage: judged
select
    person_key, slot,
    arrayJoin(arrayDistinct(arrayFilter(
        (g, t) -> t >= until - toIntervalDay({horizon:UInt32} * 2) and t < until - toIntervalDay({horizon:UInt32}), grps, times
    ))) as grp,
    if(arrayExists(t -> t >= until - toIntervalDay({horizon:UInt32}) and t < until, times), 0., 1.) as x
from $previous
