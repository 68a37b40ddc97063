-- What is said about us on each network?
-- stage: each_network
select
    network, count() as said, countIf(feeling = -1) as bad, countIf(feeling = 0) as neither, countIf(feeling = 1) as good, sum(reach) as reach,
    countIf(is_answered) as answered, sumIf(score, feeling != -9) as score_total, sumIf(score * score, feeling != -9) as score_squares,
    countIf(rating > 0) as rated, sumIf(rating, rating > 0) as rating_total, sumIf(rating * rating, rating > 0) as rating_squares
from $previous
group by network
order by said desc, network
