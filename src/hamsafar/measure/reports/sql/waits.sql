-- How long had each person waited, in the branch and on the phone, the last time before they answered?
-- stage: answered
select * from $previous
-- stage: waited
select
    person_key, timestamp, name, toFloat64OrNull(trim(both '"' from JSONExtractRaw(properties, 'waited'))) as waited
from scope
where name in ('Store Visited', 'Call Ended') and person_key != 0
-- stage: visits
select person_key, timestamp as at, assumeNotNull(waited) as minutes from waited where name = 'Store Visited' and waited >= 0
-- stage: calls
select person_key, timestamp as at, assumeNotNull(waited) / 60 as minutes from waited where name = 'Call Ended' and waited >= 0
-- stage: in_branch
select answered.id_hash as id_hash, visits.minutes as minutes
from answered asof join visits on answered.person_key = visits.person_key and answered.timestamp >= visits.at
where visits.at >= answered.timestamp - toIntervalDay({visit_days:UInt16})
-- stage: on_phone
select answered.id_hash as id_hash, calls.minutes as minutes
from answered asof join calls on answered.person_key = calls.person_key and answered.timestamp >= calls.at
where calls.at >= answered.timestamp - toIntervalDay({talk_days:UInt16})
-- stage: facts
select id_hash, 'branch' as place, minutes from in_branch
union all
select id_hash, 'phone' as place, minutes from on_phone
