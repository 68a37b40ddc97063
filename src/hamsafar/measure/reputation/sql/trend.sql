-- How many were said in each stretch of time, about us and about others, and how did those about us feel?
-- stage: dated
select
    toUInt32(arrayFirstIndex(edge -> timestamp < edge, arrayPopFront({edges:Array(DateTime64(3, 'UTC'))}))) as stretch,
    about = {own:String} as is_own, feeling, score
from $previous
-- stage: counted
select
    stretch, countIf(is_own) as own, countIf(not is_own) as others, countIf(is_own and feeling = -1) as bad, countIf(is_own and feeling != -9) as felt,
    sumIf(score, is_own and feeling != -9) as score_total, sumIf(score * score, is_own and feeling != -9) as score_squares
from dated
where stretch > 0
group by stretch
order by stretch
