-- The events that a measure reads, grouped by what their customer last said of themselves.
-- stage: tagged
select
    said.id_hash as id_hash, said.person_key as person_key, said.timestamp as timestamp, said.name as name, said.channel as channel, said.session_id as session_id,
    said.amount as amount, said.currency as currency, said.properties as properties, traits_of.trait as grp
from (select * from scope where name in {names:Array(String)} and timestamp >= {reach:DateTime64(3, 'UTC')}) as said
left join (
    select person_key, argMax(JSONExtractString(traits, {property:String}), timestamp) as trait
    from scope
    where JSONExtractString(traits, {property:String}) != '' and person_key != 0
    group by person_key
) as traits_of on traits_of.person_key = said.person_key
