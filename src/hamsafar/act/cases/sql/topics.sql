-- What were the texts of these people about?
select timestamp, topics from scope where notEmpty(topics) order by timestamp
