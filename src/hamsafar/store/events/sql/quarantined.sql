-- Which events came again under a known id with another payload?
select received_at, source, message_id, name, reason, payload_hash, payload
from quarantine
where received_at < {before:DateTime64(3, 'UTC')} and ({source:String} = '' or source = {source:String})
order by received_at desc
limit {limit:UInt32}
