-- Which identifiers stood together in what was written between two numbers, where, and from when to when?
select
    source,
    if(type in ('identify', 'alias'), type, '') as kind,
    space,
    user_id,
    anonymous_id,
    previous_id,
    identifiers,
    unit,
    min(timestamp) as first,
    max(timestamp) as last
from events
where seq > {after:UInt64} and seq <= {upto:UInt64}
    and not marked
    and (user_id != '' or anonymous_id != '' or identifiers not in ('', '[]'))
group by source, kind, space, user_id, anonymous_id, previous_id, identifiers, unit
