-- Does one of them hold one of these?
-- stage: kept
select * from $previous where arrayExists(one -> multiSearchAny(one, {texts:Array(String)}), folded)
