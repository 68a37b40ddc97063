-- Which events carry the words that belong to a score given in the same going through of a survey?
select id_hash, JSONExtractString(properties, 'submission_id') as submission_id
from scope
where name = 'Survey Answered' and JSONExtractString(properties, 'question') not in ('nps', 'csat', 'ces_agreement', 'ces_effort')
    and JSONExtractString(properties, 'text') != '' and JSONExtractString(properties, 'submission_id') != ''
    and JSONExtractString(properties, 'score_question') = {asked:String}
