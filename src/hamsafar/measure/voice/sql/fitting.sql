-- The comments that fit what somebody looks for; empty lists let everything through.
-- stage: fitting
select *
from scope
where ({feelings:Array(Int8)} = [] or feeling in {feelings:Array(Int8)})
    and ({topics:Array(String)} = [] or hasAny(topics, {topics:Array(String)}))
    and ({channels:Array(String)} = [] or channel in {channels:Array(String)})
    and ({names:Array(String)} = [] or name in {names:Array(String)})
    and ({languages:Array(String)} = [] or language in {languages:Array(String)})
    and ({emotions:Array(String)} = [] or emotion in {emotions:Array(String)})
    and ({surveys:Array(String)} = [] or survey in {surveys:Array(String)})
    and ({given:Array(Int8)} = [] or multiIf(
        rated is null, toInt8(-9), asked = 'nps', toInt8(multiIf(rated < 0.65, -1, rated < 0.85, 0, 1)),
        toInt8(multiIf(rated < 0.4, -1, rated < 0.6, 0, 1))
    ) in {given:Array(Int8)})
    and urgency >= {urgency:Float32}
    and (not {corrected:Bool} or corrected)
    and (not {without_topic:Bool} or empty(topics))
    and arrayAll(stem -> position(stems, concat(' ', stem)) > 0, {stems:Array(String)})
