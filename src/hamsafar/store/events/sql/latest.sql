-- Which events were written last?
-- stage: newest, found by their numbers alone: rows lie by person, so the wide columns are read for these few only
select seq
from scope
where seq > {after:UInt64} and seq <= {upto:UInt64}
    and ({source:String} = '' or source = {source:String})
    and ({name:String} = '' or name = {name:String})
    and ({who:String} = '' or user_id = {who:String} or anonymous_id = {who:String} or position(identifiers, {who:String}) > 0)
order by seq desc
limit {limit:UInt32}
-- stage: shown
select
    seq, own_key, person_key, timestamp, source, message_id, type, name, channel, direction, unit, session_id, space, user_id,
    anonymous_id, amount, currency, properties, flags, received_at
from scope
where seq in (select seq from newest)
order by seq desc
