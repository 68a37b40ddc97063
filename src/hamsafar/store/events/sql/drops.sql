-- What was not kept, why, and what did the latest one look like?
select day, source, reason, sum(count) as events, max(last_at) as latest_at, argMax(example, last_at) as example
from drops
where day >= {since:Date} and day < {until:Date}
group by day, source, reason
order by day desc, events desc
limit {limit:UInt32}
