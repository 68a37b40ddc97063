-- What was read from this event?
select * from scope where id_hash = {id:UInt64}
