-- What was read from the texts of events between two numbers of the spine?
select source, message_id, feeling, topics, urgency >= 0.5 as is_urgent
from scope
where seq > {after:UInt64} and seq <= {upto:UInt64}
