-- Of the visits to help and bot (steps at most half an hour apart), after which was no person needed within a day?
-- stage: told
select
    person_key, timestamp, grp,
    name in ('Help Searched', 'Article Viewed', 'Bot Answered') as is_help,
    name != 'Conversation Replied' or not JSONExtractBool(properties, 'by_bot') as is_person
from $previous
where person_key != 0
-- stage: people
select
    person_key,
    arraySort(groupArrayIf((timestamp, grp), is_help)) as steps,
    groupArrayIf(timestamp, not is_help and is_person) as persons
from $previous
group by person_key
having notEmpty(steps)
-- stage: visits
select
    person_key, persons,
    arrayJoin(arraySplit(
        (step, gap) -> gap > 1800000, steps, arrayDifference(arrayMap(s -> toUnixTimestamp64Milli(s.1), steps))
    )) as visit
from $previous
-- stage: observed
select
    person_key,
    visit[1].1 as at,
    at + toIntervalDay(1) as settled,
    arrayFirst(step -> step.2 != '', visit).2 as grp,
    if(arrayExists(t -> t >= at and t <= settled, persons), 0., 1.) as x
from $previous
