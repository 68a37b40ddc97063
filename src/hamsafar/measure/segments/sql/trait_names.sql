-- Which facts are told about people, the most frequent first?
select trait, uniq(person_key) as people
from (
    select person_key, arrayJoin(JSONExtractKeys(traits)) as trait
    from scope
    where type = 'identify' and traits != '{}' and person_key != 0
    order by seq desc
    limit {sample:UInt32}
)
group by trait
order by people desc, trait
limit 200
