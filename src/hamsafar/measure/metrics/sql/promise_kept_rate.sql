-- Of the promises that fell due, which were kept in time? Without a due time the outcome counts when it is told; due before made is a mistake.
-- stage: told
select
    person_key, timestamp, name, grp,
    JSONExtractString(properties, 'promise_id') as promise,
    parseDateTime64BestEffortOrNull(JSONExtractString(properties, 'due_at'), 3, 'UTC') as due_at
from $previous
where promise != ''
-- stage: promises
select
    person_key, promise,
    maxIf(due_at, name = 'Promise Made') as due,
    minIf(timestamp, name = 'Promise Made') as made_at,
    countIf(name = 'Promise Kept') > 0 as is_kept,
    minIf(timestamp, name = 'Promise Kept') as kept_at,
    countIf(name = 'Promise Broken') > 0 as is_broken,
    minIf(timestamp, name = 'Promise Broken') as broken_at,
    tupleElement(arraySort(groupArrayIf((timestamp, grp), name = 'Promise Made'))[1], 2) as grp
from $previous
group by person_key, promise
having countIf(name = 'Promise Made') > 0
-- stage: observed
select
    person_key,
    multiIf(due is not null, assumeNotNull(due), is_kept, kept_at, broken_at) as at,
    at as settled,
    grp,
    if(is_kept and (due is null or kept_at <= due), 1., 0.) as x
from $previous
where if(due is null, is_kept or is_broken, due >= made_at)
