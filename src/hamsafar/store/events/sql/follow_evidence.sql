-- What was written after this number that can prove who is who, in the order of writing?
select
    seq, person_key, source, message_id, type, name, channel, direction, space, user_id, anonymous_id, previous_id, identifiers, unit,
    session_id, timestamp, original_timestamp, sent_at, received_at, amount, currency, properties, context, traits, flags
from events
where seq > {after:UInt64} and seq <= {upto:UInt64}
    and (type in ('identify', 'alias', 'group') or (user_id != '' and anonymous_id != '') or identifiers not in ('', '[]'))
order by seq
limit {limit:UInt32}
