-- Which of the events under one key lie before a moment, and which from it on?
select
    countIf(timestamp < {moment:DateTime64(3, 'UTC')}) as staying,
    countIf(timestamp >= {moment:DateTime64(3, 'UTC')}) as leaving,
    maxIf(timestamp, timestamp < {moment:DateTime64(3, 'UTC')}) as last_staying,
    minIf(timestamp, timestamp >= {moment:DateTime64(3, 'UTC')}) as first_leaving
from scope
where own_key = {key:UInt64}
