-- Which is this one?
-- stage: one
select * from $previous where id_hash = {id:UInt64}
