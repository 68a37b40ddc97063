-- What was said elsewhere, with what was read from it, what it was answered with and how often it was repeated.
-- stage: said
select
    id_hash, seq, source, message_id, person_key, timestamp, toString(unit) as unit, toString(name) as name, properties,
    JSONExtractString(properties, 'network') as network, JSONExtractFloat(properties, 'rating') as rating, JSONExtractUInt(properties, 'reach') as own_reach,
    if(JSONExtractString(properties, 'about') = '', {own:String}, JSONExtractString(properties, 'about')) as about,
    arrayDistinct(arrayConcat(
        [if(JSONExtractString(properties, 'about') = '', {own:String}, JSONExtractString(properties, 'about'))], JSONExtract(properties, 'brands', 'Array(String)')
    )) as brands
from scope
where name in ('Mention Found', 'Review Posted', 'Competitor Mentioned') and timestamp < {upto:DateTime64(3, 'UTC')}
    and (name != 'Review Posted' or JSONExtractString(properties, 'network') != '')
-- stage: readings
select id_hash, argMax(feeling, version) as felt, argMax(score, version) as scored, argMax(topics, version) as named, argMax(stems, version) as words
from annotations
where name in ('Mention Found', 'Review Posted', 'Competitor Mentioned')
    and timestamp >= {reach_back:DateTime64(3, 'UTC')} and timestamp < {upto:DateTime64(3, 'UTC')}
group by id_hash
-- stage: answers
select JSONExtractString(properties, 'mention') as mention, argMax(name = 'Mention Answered', tuple(timestamp, seq)) as stands
from scope
where name in ('Mention Answered', 'Mention Reopened') and source = 'hamsafar'  -- whoever has a write key could say so, too
group by mention
-- stage: echoes
select JSONExtractString(properties, 'mention') as mention, count() as times, sum(JSONExtractUInt(properties, 'reach')) as further
from scope
where name = 'Mention Reposted' and timestamp < {upto:DateTime64(3, 'UTC')}
group by mention
-- stage: heard
select
    said.id_hash as id_hash, said.seq as seq, said.source as source, said.message_id as message_id, said.person_key as person_key,
    said.timestamp as timestamp, said.unit as unit, said.name as name, said.properties as properties, said.network as network, said.rating as rating,
    said.about as about, said.brands as brands, readings.id_hash != 0 as is_read,
    multiIf(readings.id_hash != 0, toInt8(readings.felt), said.rating = 0, toInt8(-9), said.rating < 2.5, toInt8(-1), said.rating < 3.5, toInt8(0), toInt8(1)) as feeling,
    multiIf(readings.id_hash != 0, toFloat64(readings.scored), (said.rating - 3) / 2) as score,
    arrayMap(one -> toString(one), readings.named) as topics, readings.words as stems, answers.stands = 1 as is_answered,
    toUInt64(echoes.times) as reposts, said.own_reach + echoes.further as reach
from said
left join readings on readings.id_hash = said.id_hash
left join answers on answers.mention = concat(said.source, '/', said.message_id)
left join echoes on echoes.mention = concat(said.source, '/', said.message_id)
-- stage: fitting
select *
from heard
where ({side:String} = '' or ({side:String} = 'own') = (about = {own:String}))
    and ({networks:Array(String)} = [] or network in {networks:Array(String)})
    and ({brands_wanted:Array(String)} = [] or hasAny(brands, {brands_wanted:Array(String)}))
    and ({kinds:Array(String)} = [] or name in {kinds:Array(String)})
    and ({feelings:Array(Int8)} = [] or feeling in {feelings:Array(Int8)})
    and ({topics_wanted:Array(String)} = [] or hasAny(topics, {topics_wanted:Array(String)}))
    and ({ratings:Array(UInt8)} = [] or (rating > 0 and toUInt8(round(rating)) in {ratings:Array(UInt8)}))
    and ({answered:String} = '' or ({answered:String} = 'yes') = is_answered)
    and arrayAll(stem -> position(stems, concat(' ', stem)) > 0, {stems_wanted:Array(String)})
