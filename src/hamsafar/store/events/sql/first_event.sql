-- What was the first event of this source?
select
    seq, own_key, person_key, timestamp, source, message_id, type, name, channel, direction, unit, session_id, space, user_id,
    anonymous_id, amount, currency, properties, flags, received_at
from scope
where source = {source:String}
order by seq
limit 1
