-- Who brought whom: each person who came by somebody's code, with what both did.
-- stage: codes
select JSONExtractString(properties, 'referral_code') as code, argMin(person_key, tuple(timestamp, seq)) as inviter
from scope
where name = 'Referral Shared' and person_key != 0 and JSONExtractString(properties, 'referral_code') != ''
group by code
-- stage: joined
select person_key as guest, argMin(JSONExtractString(properties, 'referral_code'), tuple(timestamp, seq)) as code, min(timestamp) as joined_at
from scope
where name = 'Referral Joined' and person_key != 0 and JSONExtractString(properties, 'referral_code') != ''
group by guest
-- stage: pairs
select codes.inviter as inviter, joined.guest as guest, joined.code as code, joined.joined_at as joined_at
from joined
join codes on codes.code = joined.code
where codes.inviter != joined.guest
    and joined.joined_at >= {since:DateTime64(3, 'UTC')} and joined.joined_at < {upto:DateTime64(3, 'UTC')}
-- stage: bought
select
    person_key, timestamp, if(name = 'Order Refunded', -1, 1) * toFloat64(coalesce(amount, 0)) as paid, toString(currency) as money, name = 'Order Completed' as is_order
from scope
where name in ('Order Completed', 'Order Refunded') and person_key in (select guest from pairs)
-- stage: spent
select
    pairs.inviter as inviter, pairs.guest as guest, any(pairs.code) as code, any(pairs.joined_at) as joined_at,
    countIf(bought.is_order and bought.timestamp >= pairs.joined_at) as orders, minIf(bought.timestamp, bought.is_order and bought.timestamp >= pairs.joined_at) as first_order,
    groupArrayIf(tuple(bought.money, bought.paid), bought.timestamp >= pairs.joined_at and bought.money != '') as payments
from pairs
left join bought on bought.person_key = pairs.guest
group by inviter, guest
order by joined_at desc, guest
