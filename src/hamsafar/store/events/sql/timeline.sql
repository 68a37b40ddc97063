-- What happened to these people, latest first?
select
    seq, own_key, person_key, timestamp, source, message_id, type, name, channel, direction, unit, session_id, space, user_id,
    anonymous_id, amount, currency, properties, flags, received_at
from scope
where (timestamp, seq) < ({before:DateTime64(3, 'UTC')}, {before_seq:UInt64})
    and (empty({names:Array(String)}) or name in {names:Array(String)})
    and name not in {not_names:Array(String)}
    and (empty({channels:Array(String)}) or channel in {channels:Array(String)})
order by timestamp desc, seq desc
limit {limit:UInt32}
