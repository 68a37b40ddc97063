-- How many comments fit these filters?
-- stage: counted
select count() from $previous
