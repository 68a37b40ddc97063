-- Is none of them one of these?
-- stage: kept
select * from $previous where not hasAny(folded, {texts:Array(String)})
