-- What was said to one survey.
-- stage: answers
select
    person_key, timestamp, toString(name) as name, properties,
    JSONExtractString(properties, 'question_id') as question,
    JSONExtractString(properties, 'submission_id') as submission
from scope
where
    name in ('Survey Viewed', 'Survey Answered')
    and JSONExtractString(properties, 'survey_id') = {survey:String}
    and ({version:UInt32} = 0 or JSONExtractUInt(properties, 'version') = {version:UInt32})
    and ({only_channel:String} = '' or channel = {only_channel:String})
    and ({only_language:String} = '' or JSONExtractString(properties, 'language') = {only_language:String})
