-- Which comments were written last?
select id_hash, timestamp from scope order by timestamp desc, id_hash limit {most:UInt32}
