-- Which of these ids stand in the spine, and what is the hash of what their first event said?
select source, message_id, payload_hash
from events
where id_hash in {hashes:Array(UInt64)}
order by seq desc
