-- What was read, in the order of ids: the rows behind this one, of models whose name ends so? One whose words were struck out is left as it is.
select * from scope
where id_hash > {after:UInt64} and endsWith(model, {ending:String}) and stems != ''
order by id_hash
limit {most:UInt32}
