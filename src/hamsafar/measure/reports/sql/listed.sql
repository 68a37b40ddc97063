-- The answers themselves.
-- stage: listed
select
    id_hash, person_key, timestamp, toString(channel) as channel, toString(unit) as unit, score, survey, about, submission_id, has_words
from answers
