-- Which event follows which?
-- stage: lives
select arrayMap(x -> x.2, arraySort(groupArray((timestamp, name)))) as names from $previous group by person_key
-- stage: pairs
select arrayJoin(arrayZip(arrayPopBack(names), arrayPopFront(names))) as pair from $previous
-- stage: counted
select pair.1 as a, pair.2 as b, count() as n from $previous group by a, b order by n desc
