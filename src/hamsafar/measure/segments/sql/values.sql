-- Which values is that? A list has several, a text is one without its quotes.
-- stage: texts
select * replace (
    arrayMap(
        one -> if(startsWith(one, '"'), JSONExtractString(one), one),
        if(startsWith(raw, '['), JSONExtractArrayRaw(raw), [raw])
    ) as texts
)
from $previous
