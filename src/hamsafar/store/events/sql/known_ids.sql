-- Which of these ids stand in the spine, and what did their first event say?
select
    source, message_id, type, user_id, anonymous_id, previous_id, name, properties, traits,
    toUnixTimestamp64Milli(original_timestamp) as original_timestamp
from events
where id_hash in {hashes:Array(UInt64)}
order by seq
