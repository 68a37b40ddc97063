-- What was read, in the order of ids: the rows behind this one, of models whose name ends so?
select * from scope
where id_hash > {after:UInt64} and endsWith(model, {ending:String})
order by id_hash
limit {most:UInt32}
