-- How many people are in each window and group, and to how many of them did it happen at least once?
-- stage: windowed
select
    arrayJoin(arrayFilter(
        w -> {starts:Array(DateTime64(3, 'UTC'))}[w] <= at and at < {ends:Array(DateTime64(3, 'UTC'))}[w],
        arrayEnumerate({starts:Array(DateTime64(3, 'UTC'))})
    )) as slot,
    grp, person_key, x
from $previous
where settled <= {as_of:DateTime64(3, 'UTC')}
-- stage: each_person
select slot, grp, person_key, max(x) as x
from $previous
group by slot, grp, person_key
-- stage: tallied
select slot, grp, count() as n, sum(x) as total, sum(x * x) as squares
from $previous
group by slot, grp
order by slot, n desc, grp
limit {groups:UInt32} by slot
