-- What does each of them say under this property?
-- stage: property
select * replace (JSONExtractRaw(properties, {name:String}) as raw) from $previous
