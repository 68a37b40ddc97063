-- How many people a day?
select toDate(timestamp) as day, uniqExact(person_key) as people from scope group by day order by day
