-- Who was brought by whom in this period: each person by the first code that they came with, if somebody else had shared it?
-- stage: said
select person_key, timestamp, seq, JSONExtractString(properties, 'referral_code') as code, name = 'Referral Shared' as is_shared
from scope
where name in ('Referral Shared', 'Referral Joined') and person_key != 0 and JSONExtractString(properties, 'referral_code') != ''
-- stage: each_code
select
    code, countIf(is_shared) as shared, argMinIf(person_key, tuple(timestamp, seq), is_shared) as owner,
    groupArrayIf(tuple(person_key, timestamp, seq), not is_shared) as arrivals
from said
group by code
-- stage: joined
select
    arrival.1 as guest, argMin(tuple(code, shared, owner), tuple(arrival.2, arrival.3)) as came_by, min(arrival.2) as joined_at
from each_code
array join arrivals as arrival
group by guest
-- stage: pairs
select came_by.3 as inviter, guest, came_by.1 as code, joined_at
from joined
where came_by.2 > 0 and inviter != guest and joined_at >= {since:DateTime64(3, 'UTC')} and joined_at < {upto:DateTime64(3, 'UTC')}
order by joined_at desc, guest
