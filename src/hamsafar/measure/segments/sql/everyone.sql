-- Who is on the spine?
select distinct person_key from scope where person_key != 0
