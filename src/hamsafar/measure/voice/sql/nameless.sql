-- Which comments were written last that no topic names?
select id_hash, timestamp from scope where empty(topics) order by timestamp desc, id_hash limit {most:UInt32}
