-- Is one of them a moment in this time?
-- stage: moments
select * replace (
    arrayFilter(at -> isNotNull(at), arrayMap(one -> parseDateTime64BestEffortOrNull(one, 3, 'UTC'), texts)) as moments
)
from $previous
-- stage: kept
select * from $previous
where arrayExists(at -> ifNull(at >= {since:DateTime64(3, 'UTC')} and at < {until:DateTime64(3, 'UTC')}, 0), moments)
