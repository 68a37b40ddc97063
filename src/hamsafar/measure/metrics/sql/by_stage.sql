-- The events that a measure reads, grouped by the stage of the journey: of the touchpoint they are about, else of the event itself.
-- stage: tagged
select
    id_hash, person_key, timestamp, name, channel, session_id, amount, currency, properties,
    transform(
        if(JSONHas(properties, 'about'), lower(JSONExtractString(properties, 'about')), toString(name)),
        {stage_names:Array(String)}, {stage_keys:Array(String)}, 'after'
    ) as grp
from scope
where name in {names:Array(String)}
