-- What does each of them say under this property?
-- stage: property
select person_key, properties, JSONExtractRaw(properties, {name:String}) as raw from $previous
