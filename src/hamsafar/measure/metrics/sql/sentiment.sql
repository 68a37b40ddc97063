-- How happy do the texts of customers sound, from -1 to 1: what came with the text, else what was read from it?
-- stage: written
select id_hash, person_key, timestamp, grp, toFloat64OrNull(trim(both '"' from JSONExtractRaw(properties, 'sentiment'))) as given
from $previous
-- stage: readings
select id_hash, toNullable(toFloat64(argMax(score, version))) as felt
from annotations
where timestamp >= {reach:DateTime64(3, 'UTC')}
group by id_hash
-- stage: scored
select written.person_key as person_key, written.timestamp as timestamp, written.grp as grp, coalesce(written.given, readings.felt) as sentiment
from written
left join readings on readings.id_hash = written.id_hash
-- stage: observed
select person_key, timestamp as at, timestamp as settled, grp, assumeNotNull(sentiment) as x
from $previous
where sentiment between -1 and 1
