-- The events that a measure reads, grouped by the unit they belong to.
-- stage: tagged
select id_hash, person_key, timestamp, name, channel, session_id, amount, currency, properties, toString(unit) as grp
from scope
where name in {names:Array(String)}
