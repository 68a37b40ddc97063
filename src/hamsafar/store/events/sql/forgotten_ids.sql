-- Which of these ids belonged to somebody who was erased?
select distinct id_hash from forgotten where id_hash in {hashes:Array(UInt64)}
