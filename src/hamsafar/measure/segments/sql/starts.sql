-- Does one of them begin with one of these?
-- stage: kept
select * from $previous where arrayExists(one -> arrayExists(word -> startsWith(one, word), {texts:Array(String)}), folded)
