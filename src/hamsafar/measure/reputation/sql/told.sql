-- Which events tell what was said elsewhere, and what became of it? The columns that heard.sql reads.
select id_hash, seq, source, message_id, person_key, timestamp, unit, name, properties
from scope
where (
        name in ('Mention Found', 'Review Posted', 'Competitor Mentioned', 'Mention Reposted')
        and timestamp < {upto:DateTime64(3, 'UTC')}
        and (name != 'Review Posted' or JSONExtractString(properties, 'network') != '')
    )
    or (name in ('Mention Answered', 'Mention Reopened') and source = 'hamsafar')
