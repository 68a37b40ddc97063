-- How many were said about us on each day, and how many of them were unhappy?
-- stage: days
select toDate(timestamp, {zone:String}) as day, count() as said, countIf(feeling = -1) as bad
from $previous
group by day
order by day
