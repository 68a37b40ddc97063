-- Which comments were written last?
select * from scope where length(text) > 2 order by timestamp desc, id_hash limit {most:UInt32}
