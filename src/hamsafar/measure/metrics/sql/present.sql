-- Which of these events have ever arrived?
select distinct toString(name) as name from scope where name in {names:Array(String)}
