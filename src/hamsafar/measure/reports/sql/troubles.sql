-- What else had happened to each person in the weeks before they answered?
-- stage: answered
select * from $previous
-- stage: happened
select
    person_key, timestamp, toString(name) as name, if(name = 'Web Vitals Measured', JSONExtractFloat(properties, 'lcp') / 1000, 0) as seconds
from scope
where name in (
    'Rage Clicked', 'Dead Clicked', 'Error Met', 'Payment Failed', 'Promise Made', 'Promise Broken', 'Email Sent', 'Web Vitals Measured'
) and person_key != 0
-- stage: before
select answered.id_hash as id_hash, happened.name as name, happened.seconds as seconds
from answered join happened on answered.person_key = happened.person_key
where happened.timestamp <= answered.timestamp and happened.timestamp > answered.timestamp - toIntervalDay({weeks_days:UInt16})
-- stage: facts
select
    id_hash,
    countIf(name in ('Rage Clicked', 'Dead Clicked')) > 0 as clicked_in_vain,
    countIf(name = 'Error Met') > 0 as met_error,
    countIf(name = 'Payment Failed') > 0 as payment_failed,
    countIf(name in ('Promise Made', 'Promise Broken')) > 0 as has_promise,
    countIf(name = 'Promise Broken') > 0 as promise_broken,
    countIf(name = 'Email Sent') as mails,
    avgIf(seconds, name = 'Web Vitals Measured' and seconds > 0) as page_seconds
from before
group by id_hash
