-- The answers themselves.
-- stage: answered
select * from $previous
-- stage: listed
select
    id_hash, person_key, timestamp, toString(channel) as channel, toString(unit) as unit, score, survey, about, submission_id, has_words
from answered
