-- Whose last word about which idea is a vote?
-- stage: last_words
select person_key, JSONExtractString(properties, 'idea_id') as idea, argMax(name, (timestamp, seq)) as word
from scope
where source = 'ideas' and name in ('Idea Voted', 'Idea Vote Withdrawn') and person_key != 0
group by person_key, idea
-- stage: standing
select idea, person_key
from last_words
where word = 'Idea Voted' and idea in {ideas:Array(String)}
order by idea, person_key
