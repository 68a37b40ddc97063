-- Who shared which code, and who came with one?
select person_key, timestamp, seq, name, properties
from scope
where name in ('Referral Shared', 'Referral Joined')
