-- How often was invited, by how many people, and how many of these brought somebody within so many days?
-- stage: shared
select person_key as inviter, JSONExtractString(properties, 'referral_code') as code, greatest(1, JSONExtractUInt(properties, 'invitees')) as invitees, timestamp
from scope
where name = 'Referral Shared' and person_key != 0 and JSONExtractString(properties, 'referral_code') != ''
-- stage: counted
select count() as invitations, sum(invitees) as invitees, uniqExact(inviter) as inviters
from shared
where timestamp >= {since:DateTime64(3, 'UTC')} and timestamp < {upto:DateTime64(3, 'UTC')}
