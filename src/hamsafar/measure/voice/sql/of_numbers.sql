-- What was read from the events with these numbers?
select * from scope where seq in {seqs:Array(UInt64)}
