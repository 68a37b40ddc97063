-- Which screens of the app did people use in the weeks before they answered, of those that many but not all use?
-- stage: answered
select * from $previous
-- stage: used
select person_key, timestamp, JSONExtractString(properties, 'name') as screen
from scope
where name = 'Screen Viewed' and person_key != 0 and JSONExtractString(properties, 'name') != ''
-- stage: before
select distinct answered.id_hash as id_hash, used.screen as screen
from answered join used on answered.person_key = used.person_key
where used.timestamp <= answered.timestamp and used.timestamp > answered.timestamp - toIntervalDay({weeks_days:UInt16})
-- stage: common
select screen, count() as uses
from before
group by screen
having uses between {fewest:UInt32} and (select uniqExact(id_hash) from before) * 0.9
order by uses desc, screen
limit 3
-- stage: facts
select before.id_hash as id_hash, groupArray(before.screen) as screens from before join common on before.screen = common.screen group by id_hash
