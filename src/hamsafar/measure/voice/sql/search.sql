-- Which comments fit these filters, a page of them? Only their ids: texts are read for those alone that are shown.
-- stage: page
select id_hash, timestamp
from $previous
order by multiIf({order:String} = 'urgent', -toFloat64(urgency), {order:String} = 'worst', toFloat64(score), {order:String} = 'best', -toFloat64(score), 0),
    timestamp desc, id_hash
limit {most:UInt32} offset {skip:UInt32}
