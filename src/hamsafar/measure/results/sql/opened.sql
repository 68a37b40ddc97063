-- How many opened the survey, and how many of them answered something?
-- stage: opened
select uniqExactIf(submission, name = 'Survey Viewed') as viewed, uniqExactIf(submission, name = 'Survey Answered') as answered
from $previous
