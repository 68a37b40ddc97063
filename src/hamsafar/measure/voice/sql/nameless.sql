-- Which comments were written last that no topic names?
select * from scope where empty(topics) and length(text) > 2 order by timestamp desc, id_hash limit {most:UInt32}
