-- Which events does a round of questions need: some names, each from its own moment on, and whatever says something of a customer?
select id_hash, person_key, timestamp, name, channel, session_id, unit, source, amount, currency, properties, traits
from scope
where (name in {names:Array(String)} and timestamp >= transform(toString(name), {names:Array(String)}, {sinces:Array(DateTime64(3, 'UTC'))}, toDateTime64('2299-12-31 00:00:00', 3, 'UTC')))
    or traits not in ('', '{}')
