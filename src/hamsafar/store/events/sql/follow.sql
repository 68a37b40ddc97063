-- What was written after this number, in the order of writing?
select
    seq, person_key, source, message_id, type, name, channel, direction, space, user_id, anonymous_id, previous_id, identifiers, unit,
    session_id, timestamp, original_timestamp, sent_at, received_at, amount, currency, properties, context, traits, flags
from events
where seq > {after:UInt64} and seq <= {upto:UInt64}
order by seq
