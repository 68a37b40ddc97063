-- Is one of them a number not above this?
-- stage: kept
select * from $previous where arrayExists(one -> ifNull(isFinite(toFloat64OrNull(one)) and toFloat64OrNull(one) <= {number:Float64}, 0), texts)
