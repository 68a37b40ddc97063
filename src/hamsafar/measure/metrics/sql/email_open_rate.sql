-- With what probability did a person open each e-mail that arrived, within three days? A click proves that it was seen.
-- stage: mails
select
    person_key, timestamp, name, grp,
    JSONExtractString(properties, 'message_ref') as mail,
    if(JSONHas(properties, 'human'), greatest(0., least(1., toFloat64OrZero(trim(both '"' from JSONExtractRaw(properties, 'human'))))), 1.) as human
from $previous
where mail != ''
-- stage: sendings
select
    person_key, mail,
    minIf(timestamp, name in ('Email Sent', 'Email Delivered')) as at,
    groupArrayIf((timestamp, human), name in ('Email Opened', 'Email Link Clicked')) as signs,
    tupleElement(arraySort(groupArrayIf((timestamp, grp), name in ('Email Sent', 'Email Delivered')))[1], 2) as grp
from $previous
group by person_key, mail
having countIf(name in ('Email Sent', 'Email Delivered')) > 0 and countIf(name = 'Email Bounced') = 0
-- stage: observed
select
    person_key, at, at + toIntervalDay(3) as settled, grp,
    arrayMax(arrayConcat([0.], arrayMap(s -> s.2, arrayFilter(s -> s.1 >= at and s.1 <= settled, signs)))) as x
from $previous
