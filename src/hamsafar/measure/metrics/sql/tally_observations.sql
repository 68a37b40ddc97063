-- How many observations fall into each window and group, what is their sum and the sum of their squares?
-- stage: windowed
select
    arrayJoin(arrayFilter(
        w -> {starts:Array(DateTime64(3, 'UTC'))}[w] <= at and at < {ends:Array(DateTime64(3, 'UTC'))}[w],
        arrayEnumerate({starts:Array(DateTime64(3, 'UTC'))})
    )) as slot,
    grp, x
from $previous
where settled <= {as_of:DateTime64(3, 'UTC')}
-- stage: tallied
select slot, grp, count() as n, sum(x) as total, sum(x * x) as squares
from $previous
group by slot, grp
order by slot, n desc, grp
limit {groups:UInt32} by slot
