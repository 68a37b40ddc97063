-- Which comments of a topic could stand for the others: not too short, not too long, newest first?
-- stage: quotable
select * from $previous
where lengthUTF8(text) between 20 and 260
order by timestamp desc
limit {most:UInt32}
