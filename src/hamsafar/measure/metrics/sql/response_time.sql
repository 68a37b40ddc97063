-- How many seconds did a customer wait for each reply of a person, and in the queue for each call?
-- stage: told
select
    person_key, timestamp, name, grp,
    JSONExtractString(properties, 'conversation_id') as conversation,
    toUInt8(name = 'Conversation Replied') as is_reply,
    JSONExtractBool(properties, 'by_bot') as by_bot,
    toFloat64OrNull(trim(both '"' from JSONExtractRaw(properties, 'waited'))) as waited
from $previous
-- stage: turns
select
    person_key, conversation, timestamp, grp, is_reply,
    sum(is_reply) over (
        partition by person_key, conversation order by timestamp, is_reply rows between unbounded preceding and current row
    ) - is_reply as turn
from told
where name != 'Call Ended' and conversation != '' and not (is_reply and by_bot)
-- stage: replies
select
    person_key,
    maxIf(timestamp, is_reply = 1) as at,
    at as settled,
    tupleElement(arraySort(groupArrayIf((timestamp, is_reply, grp), grp != ''))[1], 3) as grp,
    dateDiff('millisecond', minIf(timestamp, is_reply = 0), at) / 1000. as x
from turns
group by person_key, conversation, turn
having countIf(is_reply = 1) > 0 and countIf(is_reply = 0) > 0
-- stage: observed
select person_key, at, settled, grp, x from replies
union all
select person_key, timestamp as at, timestamp as settled, grp, assumeNotNull(waited) as x from told where name = 'Call Ended' and waited >= 0
