-- Which answers with a score were given, by whom, and what were they about?
-- stage: said
select
    id_hash, person_key, timestamp, channel, unit, properties,
    toFloat64OrNull(trim(both '"' from JSONExtractRaw(properties, {property:String}))) as score
from scope
where name = {event:String} and timestamp >= {since:DateTime64(3, 'UTC')} and timestamp < {until:DateTime64(3, 'UTC')}
    and ({only:String} = '' or JSONExtractString(properties, 'question') = {only:String})
-- stage: answers
select
    id_hash, person_key, timestamp, channel, unit, assumeNotNull(score) as score,
    JSONExtractString(properties, 'survey') as survey,
    JSONExtractString(properties, 'about') as about,
    JSONExtractString(properties, 'order_id') as order_id,
    JSONExtractString(properties, 'conversation_id') as conversation_id,
    JSONExtractString(properties, 'submission_id') as submission_id,
    JSONExtractString(properties, 'text') != '' as has_words
from said
where score between {low:Float64} and {high:Float64}
order by timestamp desc, id_hash
limit {most:UInt32}
