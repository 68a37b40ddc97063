-- The events that a measure reads, grouped by the channel they came over.
-- stage: tagged
select id_hash, person_key, timestamp, name, channel, session_id, amount, currency, properties, toString(channel) as grp
from scope
where name in {names:Array(String)}
