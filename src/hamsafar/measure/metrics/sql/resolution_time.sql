-- How many seconds passed from the start of each conversation to its last resolution?
-- stage: told
select person_key, timestamp, name, grp, JSONExtractString(properties, 'conversation_id') as conversation
from $previous
where conversation != ''
-- stage: conversations
select
    person_key, conversation,
    countIf(name = 'Conversation Started') > 0 as is_started,
    minIf(timestamp, name = 'Conversation Started') as started_at,
    countIf(name = 'Conversation Resolved') > 0 as is_resolved,
    maxIf(timestamp, name = 'Conversation Resolved') as resolved_at,
    maxIf(timestamp, name = 'Conversation Reopened') as reopened_at,
    tupleElement(arraySort(groupArrayIf((timestamp, grp), grp != ''))[1], 2) as grp
from $previous
group by person_key, conversation
-- stage: observed
select person_key, resolved_at as at, resolved_at as settled, grp, dateDiff('millisecond', started_at, resolved_at) / 1000. as x
from $previous
where is_started and is_resolved and resolved_at >= reopened_at and resolved_at >= started_at
