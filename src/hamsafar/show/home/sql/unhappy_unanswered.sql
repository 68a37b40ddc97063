-- Who told us that they are unhappy, and has not heard from a person since?
select
    person_key,
    argMaxIf(score, timestamp, is_unhappy) as score,
    argMaxIf(question, timestamp, is_unhappy) as question,
    argMaxIf(text, timestamp, is_unhappy) as text,
    maxIf(timestamp, is_unhappy) as said_at
from (
    select
        person_key, timestamp, name,
        JSONExtractString(properties, 'question') as question,
        JSONExtractFloat(properties, 'score') as score,
        JSONExtractString(properties, 'text') as text,
        name = 'Survey Answered' and ((question = 'nps' and score <= {nps_at_most:Float64}) or (question = 'csat' and score <= {csat_at_most:Float64})) as is_unhappy,
        name in ('Conversation Replied', 'Call Ended', 'Case Contacted') and not JSONExtractBool(properties, 'by_bot') as is_contact
    from scope
    where name in ('Survey Answered', 'Conversation Replied', 'Call Ended', 'Case Contacted')
)
group by person_key
having countIf(is_unhappy) > 0 and maxIf(timestamp, is_contact) < said_at
order by said_at desc
limit {limit:UInt32}
