-- What do these say together?
-- stage: together
select
    count() as said, countIf(feeling = -1) as bad, countIf(feeling = 0) as neither, countIf(feeling = 1) as good, sum(reach) as reach,
    countIf(is_answered) as answered, sum(reposts) as reposts, countIf(rating > 0) as rated, sumIf(rating, rating > 0) as rating_total,
    sumIf(rating * rating, rating > 0) as rating_squares, sumIf(score, feeling != -9) as score_total, sumIf(score * score, feeling != -9) as score_squares
from $previous
