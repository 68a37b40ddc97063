-- Of the matters that customers brought to us (contacts at most three days apart), which took more than one channel?
-- stage: people
select person_key, arraySort(groupArray((timestamp, toString(channel), grp))) as contacts
from $previous
where channel != '' and person_key != 0
group by person_key
-- stage: matters
select
    person_key,
    arrayJoin(arraySplit(
        (contact, gap) -> gap > 259200000, contacts, arrayDifference(arrayMap(c -> toUnixTimestamp64Milli(c.1), contacts))
    )) as matter
from $previous
-- stage: observed
select
    person_key,
    matter[1].1 as at,
    matter[-1].1 + toIntervalDay(3) as settled,
    arrayFirst(contact -> contact.3 != '', matter).3 as grp,
    if(length(arrayDistinct(arrayMap(c -> c.2, matter))) > 1, 1., 0.) as x
from $previous
