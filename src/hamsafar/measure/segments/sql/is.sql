-- Is one of them one of these?
-- stage: kept
select * from $previous where hasAny(folded, {texts:Array(String)})
