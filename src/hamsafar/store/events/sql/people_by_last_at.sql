-- Who was seen last?
select person_key, toUnixTimestamp64Milli(max(timestamp)) as rank
from scope
where ({channel:String} = '' or channel = {channel:String}) and ({name:String} = '' or name = {name:String})
group by person_key
having (rank, person_key) < ({below:Int64}, {below_person:UInt64})
order by rank desc, person_key desc
limit {limit:UInt32}
