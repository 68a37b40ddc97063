-- Which of these come first?
-- stage: page
select *
from $previous
order by
    multiIf({order:String} = 'reach', -toFloat64(reach), {order:String} = 'worst', if(feeling = -9, 9, score), {order:String} = 'best', if(feeling = -9, 9, -score), 0),
    timestamp desc, id_hash
limit {most:UInt32} offset {skip:UInt32}
