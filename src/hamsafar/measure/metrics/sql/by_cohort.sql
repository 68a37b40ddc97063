-- The events that a measure reads, grouped by the month in which their customer first ordered.
-- stage: tagged
select
    done.id_hash as id_hash, done.person_key as person_key, done.timestamp as timestamp, done.name as name, done.channel as channel, done.session_id as session_id,
    done.amount as amount, done.currency as currency, done.properties as properties,
    {cohorts:Array(String)}[arrayCount(edge -> edge <= first_orders.first_at, {cohort_edges:Array(DateTime64(3, 'UTC'))})] as grp
from (select * from scope where name in {names:Array(String)} and timestamp >= {reach:DateTime64(3, 'UTC')}) as done
left join (
    select person_key, min(timestamp) as first_at
    from scope
    where name = 'Order Completed' and person_key != 0
    group by person_key
) as first_orders on first_orders.person_key = done.person_key
