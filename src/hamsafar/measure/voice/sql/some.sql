-- What was read from these events?
select * from scope where id_hash in {ids:Array(UInt64)}
