-- Which texts were read last, by models whose name ends so?
select id_hash from scope
where endsWith(model, {ending:String}) and stems != ''
order by timestamp desc, id_hash
limit {most:UInt32}
