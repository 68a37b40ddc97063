-- Which events of this name were written between these two numbers?
-- stage: came
select seq, person_key, source, message_id, timestamp, unit, channel, properties, '' as raw
from scope
where name = {name:String} and seq > {after:UInt64} and seq <= {upto:UInt64} and person_key != 0
