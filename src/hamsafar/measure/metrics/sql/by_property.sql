-- The events that a measure reads, grouped by one of their properties; text without its quotes, numbers and flags as written.
-- stage: tagged
select
    id_hash, person_key, timestamp, name, channel, session_id, amount, currency, properties,
    multiIf(
        JSONType(properties, {property:String}) = 'String', JSONExtractString(properties, {property:String}),
        JSONType(properties, {property:String}) = 'Null', '',
        JSONExtractRaw(properties, {property:String})
    ) as grp
from scope
where name in {names:Array(String)}
