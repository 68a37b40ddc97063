-- Which event names were seen, how often, when last?
select name, count() as events, uniq(person_key) as people, min(timestamp) as first_at, max(timestamp) as last_at,
    groupUniqArray(20)(source) as sources, groupUniqArray(20)(channel) as channels
from scope
group by name
order by events desc
