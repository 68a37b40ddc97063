-- How often is each brand named, how do the texts that are about it alone feel, and how far do they reach?
-- stage: each_brand
select brand, feeling, score, reach, reposts, length(brands) = 1 as is_alone, rating
from $previous
array join brands as brand
-- stage: voices
select
    brand, count() as said, countIf(is_alone) as alone, countIf(is_alone and feeling = -1) as bad, countIf(is_alone and feeling = 0) as neither,
    countIf(is_alone and feeling = 1) as good, sumIf(score, is_alone and feeling != -9) as score_total,
    sumIf(score * score, is_alone and feeling != -9) as score_squares, sum(reach) as reach, sum(reposts) as reposts,
    countIf(is_alone and rating > 0) as rated, sumIf(rating, is_alone and rating > 0) as rating_total, sumIf(rating * rating, is_alone and rating > 0) as rating_squares
from each_brand
group by brand
order by said desc, brand
