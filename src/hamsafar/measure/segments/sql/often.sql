-- To whom did that happen so often?
-- stage: often
select person_key from $previous group by person_key having count() >= {least:UInt64} and count() <= {most:UInt64}
