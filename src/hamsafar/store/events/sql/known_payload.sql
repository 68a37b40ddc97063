-- What did the first event of this id say?
select
    type, user_id, anonymous_id, previous_id, name, properties, traits, toUnixTimestamp64Milli(original_timestamp) as original_timestamp
from events
where id_hash = {hash:UInt64} and source = {source:String} and message_id = {message_id:String}
order by seq
limit 1
