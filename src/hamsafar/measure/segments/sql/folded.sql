-- How do they read in one spelling of letters, digits and spaces?
-- stage: folded
select * replace (
    arrayMap(
        one -> trim(replaceRegexpAll(lowerUTF8(translateUTF8(normalizeUTF8NFKC(one), {letters:String}, {become:String})), '\\s+', ' ')),
        texts
    ) as folded
)
from $previous
