-- What do these comments say together?
-- stage: summed
select
    count() as comments, countIf(feeling < 0) as bad, countIf(feeling = 0) as neither, countIf(feeling > 0) as good,
    sum(score) as score_total, sum(score * score) as score_squares, countIf(urgency >= {urgent:Float32}) as urgent, countIf(empty(topics)) as without_topic
from $previous
