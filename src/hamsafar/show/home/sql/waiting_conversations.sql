-- Which conversations wait for a word from us, since when, about what?
select
    conversation_id,
    argMax(person_key, timestamp) as person_key,
    argMax(name, timestamp) as last_name,
    argMax(channel, timestamp) as channel,
    argMaxIf(topic, timestamp, topic != '') as topic,
    argMaxIf(text, timestamp, text != '') as text,
    max(timestamp) as waiting_since
from (
    select
        JSONExtractString(properties, 'conversation_id') as conversation_id,
        JSONExtractString(properties, 'topic') as topic,
        JSONExtractString(properties, 'text') as text,
        person_key, name, channel, timestamp
    from scope
    where name in (
        'Conversation Started', 'Message Received', 'Conversation Reopened', 'Conversation Handed Over',
        'Conversation Replied', 'Conversation Resolved', 'Bot Answered'
    )
)
where conversation_id != ''
group by conversation_id
having last_name in ('Conversation Started', 'Message Received', 'Conversation Reopened', 'Conversation Handed Over')
order by waiting_since
limit {limit:UInt32}
