-- Which texts of customers were written after this number? What we wrote ourselves says nothing about how they feel.
select
    id_hash, seq, source, message_id, own_key, timestamp, toString(name) as name, toString(channel) as channel, toString(unit) as unit,
    hasAny(flags, ['bot', 'test']) as marked, properties
from scope
where seq > {after:UInt64} and seq <= {upto:UInt64}
    and direction != 'outbound'
    and (name in {written:Array(String)} or (type = 'track' and name not in {known:Array(String)}))
    and multiSearchAny(properties, ['"text"', '"comment"', '"message"', '"transcript"'])
order by seq
limit {most:UInt32}
