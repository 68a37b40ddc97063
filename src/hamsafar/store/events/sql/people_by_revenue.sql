-- Who paid most, refunds taken off, in hundredths of one currency?
select person_key,
    toInt64(100 * sumIf(
        if(name = 'Order Completed', 1, -1) * toFloat64(ifNull(amount, 0)) * transform(currency, {currencies:Array(String)}, {factors:Array(Float64)}, 0.),
        name in ('Order Completed', 'Order Refunded')
    )) as rank
from scope
where ({channel:String} = '' or channel = {channel:String}) and ({name:String} = '' or name = {name:String})
group by person_key
having (rank, person_key) < ({below:Int64}, {below_person:UInt64})
order by rank desc, person_key desc
limit {limit:UInt32}
