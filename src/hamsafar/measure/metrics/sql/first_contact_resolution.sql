-- Of the conversations that we resolved, after which did the customer not have to come back within seven days?
-- stage: told
select
    person_key, timestamp, name, grp, JSONExtractString(properties, 'conversation_id') as conversation
from $previous
where person_key != 0
-- stage: conversations
select
    person_key, conversation,
    countIf(name = 'Conversation Resolved') > 0 as is_resolved,
    minIf(timestamp, name = 'Conversation Resolved') as resolved_at,
    groupArrayIf(timestamp, name = 'Conversation Reopened') as reopened,
    groupArrayIf(timestamp, name in ('Conversation Started', 'Call Ended')) as contacts,
    tupleElement(arraySort(groupArrayIf((timestamp, grp), grp != ''))[1], 2) as grp
from $previous
group by person_key, conversation
-- stage: people
select
    person_key,
    groupArray((conversation, arrayConcat(contacts, reopened))) as all_contacts,
    groupArrayIf((conversation, resolved_at, reopened, grp), is_resolved and conversation != '') as resolved
from $previous
group by person_key
-- stage: matters
select person_key, all_contacts, arrayJoin(resolved) as matter
from $previous
-- stage: observed
select
    person_key,
    matter.2 as at,
    matter.2 + toIntervalDay(7) as settled,
    matter.4 as grp,
    if(
        arrayExists(t -> t >= at and t <= settled, matter.3)
        or arrayExists(c -> c.1 != matter.1 and arrayExists(t -> t > at and t <= settled, c.2), all_contacts),
        0., 1.
    ) as x
from $previous
