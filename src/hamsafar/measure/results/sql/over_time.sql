-- How many opened and how many answered something in each stretch of time?
-- stage: begun
select submission, min(timestamp) as at, max(name = 'Survey Answered') as has_answered
from $previous
group by submission
-- stage: bucketed
select
    arrayFirstIndex(edge -> edge > at, {ends:Array(DateTime64(3, 'UTC'))}) as slot,
    count() as opened, sum(has_answered) as answered
from $previous
group by slot
order by slot
