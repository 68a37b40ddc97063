-- Which conversations of this person are not resolved?
select
    conversation_id,
    argMaxIf(topic, timestamp, topic != '') as topic,
    argMax(channel, timestamp) as channel,
    argMax(name, timestamp) as last_name,
    max(timestamp) as last_at
from (
    select
        timestamp, name, channel,
        JSONExtractString(properties, 'conversation_id') as conversation_id,
        JSONExtractString(properties, 'topic') as topic
    from scope
    where name in (
        'Conversation Started', 'Message Received', 'Conversation Reopened', 'Conversation Handed Over',
        'Conversation Assigned', 'Conversation Replied', 'Conversation Resolved'
    )
)
where conversation_id != ''
group by conversation_id
having last_name != 'Conversation Resolved'
order by last_at desc
limit {limit:UInt32}
