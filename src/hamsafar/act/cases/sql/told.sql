-- What was told between two numbers of the spine that a rule could be about?
select seq, person_key, source, message_id, name, timestamp, unit, channel, properties
from scope
where seq > {after:UInt64} and seq <= {upto:UInt64} and name in {names:Array(String)} and person_key != 0
order by seq
