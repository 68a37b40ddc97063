-- How many people are judged at the end of each window, what is the sum of what was found and the sum of its squares?
-- stage: tallied
select slot, grp, count() as n, sum(x) as total, sum(x * x) as squares
from $previous
group by slot, grp
order by slot, n desc, grp
limit {groups:UInt32} by slot
