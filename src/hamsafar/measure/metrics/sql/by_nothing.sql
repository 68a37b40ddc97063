-- The events that a measure reads, all in one group.
-- stage: tagged
select id_hash, person_key, timestamp, name, channel, session_id, amount, currency, properties, '' as grp
from scope
where name in {names:Array(String)}
