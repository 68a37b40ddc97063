-- Which events came again under a known id with another payload?
select received_at, source, message_id, name, reason, payload_hash, payload
from quarantine
where ({source:String} = '' or source = {source:String}) and startsWith(message_id, {search:String})
order by received_at desc, message_id
limit {limit:UInt32} offset {offset:UInt32}
