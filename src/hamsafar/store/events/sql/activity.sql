-- What came from each source since a moment, when did the last event come, and how much was not kept?
-- stage: kept
select source, countIf(received_at >= {since:DateTime64(3, 'UTC')}) as today, max(received_at) as last_at, argMax(name, seq) as last_name
from events
where timestamp >= {month_ago:DateTime64(3, 'UTC')}
group by source
-- stage: dropped
select source, sum(count) as dropped
from drops
where day >= {day:Date}
group by source
-- stage: together
select if(kept.source = '', dropped.source, kept.source), kept.today, if(kept.source = '', null, kept.last_at), kept.last_name, dropped.dropped
from kept full join dropped on dropped.source = kept.source
