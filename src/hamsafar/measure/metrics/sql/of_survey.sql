-- What was answered to one question of one survey, grouped by one of its properties.
-- stage: tagged
select
    id_hash, person_key, timestamp, name, channel, session_id, amount, currency, properties,
    multiIf(
        {property:String} = '', '',
        {property:String} = 'channel', toString(channel),
        JSONType(properties, {property:String}) = 'String', JSONExtractString(properties, {property:String}),
        JSONExtractRaw(properties, {property:String})
    ) as grp
from scope
where
    name in {names:Array(String)}
    and JSONExtractString(properties, 'survey_id') = {survey:String}
    and JSONExtractString(properties, 'question_id') = {question_id:String}
    and ({version:UInt32} = 0 or JSONExtractUInt(properties, 'version') = {version:UInt32})
    and ({only_channel:String} = '' or channel = {only_channel:String})
    and ({only_language:String} = '' or JSONExtractString(properties, 'language') = {only_language:String})
