-- How many comments came on each day, how many were unhappy, and how many named each topic?
-- stage: dated
select toDate(timestamp, {zone:String}) as day, feeling, topics
from scope
-- stage: named
select day, topic, count() as comments, countIf(feeling < 0) as bad
from dated
array join arrayDistinct(arrayConcat([''], arrayMap(one -> toString(one), topics))) as topic
group by day, topic
order by day, topic
