-- What did people write, the latest first?
-- stage: written
select
    person_key, timestamp, submission, question, JSONExtractString(properties, 'text') as words,
    JSONExtractString(properties, 'score_question') as score_question,
    if(JSONHas(properties, 'score_beside'), JSONExtractInt(properties, 'score_beside'), -1) as score_beside
from $previous
where name = 'Survey Answered' and question = {question_id:String}
-- stage: found
select timestamp, person_key, submission, words, score_question, score_beside, count() over () as total
from $previous
where words != ''
order by timestamp desc, submission
limit {limit:UInt32} offset {offset:UInt32}
