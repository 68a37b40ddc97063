-- How many comments came with a score?
select count() from scope where rated is not null and not marked and length(text) > 2
