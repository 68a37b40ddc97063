-- Which events are stored under this key from a moment on, and by which names?
select seq, space, user_id, anonymous_id, identifiers
from events
where person_key = {key:UInt64} and timestamp >= {since:DateTime64(3, 'UTC')}
