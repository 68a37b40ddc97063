-- Which of these ids stand in the spine, and what is the hash of what they said?
select source, message_id, argMin(payload_hash, seq) as payload_hash
from events
where id_hash in {hashes:Array(UInt64)}
group by source, message_id
