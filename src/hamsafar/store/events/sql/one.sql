-- What exactly is the event with this number?
select * from scope where seq = {seq:UInt64} limit 1
