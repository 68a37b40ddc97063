-- What did this person do last?
select timestamp, name, channel from scope order by timestamp desc limit 50
