-- Which events written between two numbers say more about a person than their identifiers do?
select
    source, message_id, type, name, channel, space, user_id, anonymous_id, previous_id, identifiers, unit, timestamp, received_at,
    properties, context, traits
from events
where seq > {after:UInt64} and seq <= {upto:UInt64}
    and not marked
    and (
        type = 'identify'
        or name in ('Consent Given', 'Consent Withdrawn')
        or position(context, '"externalIds"') > 0
        or position(context, '"traits"') > 0
    )
order by seq
