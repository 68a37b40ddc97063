-- What was the first event of this source?
-- stage: first, found by its number alone
select min(seq) as seq from scope where source = {source:String} having count() > 0
-- stage: shown
select
    seq, own_key, person_key, timestamp, source, message_id, type, name, channel, direction, unit, session_id, space, user_id,
    anonymous_id, amount, currency, properties, flags, received_at
from scope
where seq in (select seq from first)
