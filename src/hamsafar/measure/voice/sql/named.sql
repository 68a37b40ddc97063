-- What was read from these events, named by source and message id?
select * from scope where id_hash in (select xxHash64(id) from (select arrayJoin({ids:Array(String)}) as id))
