-- What was the conversation that each answer speaks of: how long until a person replied and it was resolved, and was anything lost on the way?
-- stage: answered
select * from $previous
-- stage: told
select
    person_key, timestamp, name, JSONExtractString(properties, 'conversation_id') as conversation_id,
    JSONExtractBool(properties, 'by_bot') as by_bot,
    JSONHas(properties, 'context_kept') and not JSONExtractBool(properties, 'context_kept') as is_lost
from scope
where name in (
    'Conversation Started', 'Message Received', 'Conversation Replied', 'Conversation Resolved', 'Conversation Handed Over',
    'Conversation Reopened', 'Bot Answered', 'Bot Escalated'
) and person_key != 0 and JSONExtractString(properties, 'conversation_id') != ''
-- stage: begun
select person_key, conversation_id, min(timestamp) as started_at from told group by person_key, conversation_id
-- stage: last_begun
select answered.id_hash as id_hash, begun.conversation_id as conversation_id
from answered asof left join begun on answered.person_key = begun.person_key and answered.timestamp >= begun.started_at
where answered.conversation_id = '' and begun.started_at >= answered.timestamp - toIntervalDay({talk_days:UInt16})
-- stage: spoken_of
select
    answered.id_hash as id_hash, answered.person_key as person_key, answered.timestamp as timestamp,
    if(answered.conversation_id != '', answered.conversation_id, last_begun.conversation_id) as conversation_id
from answered left join last_begun on answered.id_hash = last_begun.id_hash
-- stage: facts
select
    spoken_of.id_hash as id_hash,
    minIf(told.timestamp, told.name = 'Conversation Replied' and not told.by_bot) as replied_at,
    countIf(told.name = 'Conversation Replied' and not told.by_bot) > 0 as is_replied,
    dateDiff('second', min(told.timestamp), replied_at) / 3600 as hours_to_reply,
    countIf(told.name = 'Conversation Resolved') > 0 as is_resolved,
    dateDiff('second', min(told.timestamp), minIf(told.timestamp, told.name = 'Conversation Resolved')) / 3600 as hours_to_resolve,
    countIf(told.name = 'Conversation Handed Over') > 0 as handed_over,
    countIf(told.is_lost) > 0 as story_lost,
    countIf(told.name = 'Conversation Reopened') > 0 as reopened,
    countIf(told.name in ('Bot Answered', 'Bot Escalated') or told.by_bot) > 0 as by_bot
from spoken_of
join told on spoken_of.person_key = told.person_key and spoken_of.conversation_id = told.conversation_id
where told.timestamp <= spoken_of.timestamp and spoken_of.conversation_id != ''
group by id_hash
