-- How happy do the texts of customers sound, from -1 to 1?
-- stage: scored
select person_key, timestamp, grp, toFloat64OrNull(trim(both '"' from JSONExtractRaw(properties, 'sentiment'))) as sentiment
from $previous
-- stage: observed
select person_key, timestamp as at, timestamp as settled, grp, assumeNotNull(sentiment) as x
from $previous
where sentiment between -1 and 1
