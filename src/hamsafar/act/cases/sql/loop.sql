-- Which cases were opened, when was each due, contacted and closed, and what did its customer answer to the same question afterwards?
-- A step that was undone has not happened; a case that was reopened after it was closed is open.
-- stage: told
select
    person_key, timestamp, name,
    JSONExtractString(properties, 'case_id') as case_id,
    JSONExtractString(properties, 'question') as question,
    JSONExtractString(properties, 'outcome') as outcome,
    JSONExtractString(properties, 'step') as step,
    parseDateTime64BestEffortOrNull(JSONExtractString(properties, 'due_at'), 3, 'UTC') as due_at
from scope
where name in ('Case Opened', 'Case Contacted', 'Case Closed', 'Case Reopened', 'Case Step Undone') and case_id != ''
-- stage: gathered
select
    case_id,
    any(person_key) as person_key,
    minIf(timestamp, name = 'Case Opened') as opened_at,
    anyIf(question, name = 'Case Opened') as question,
    argMax(due_at, timestamp) as due_at,
    maxIf(timestamp, name = 'Case Step Undone' and step = 'contacted') as uncontacted_at,
    arraySort(groupArrayIf(timestamp, name = 'Case Contacted')) as contacts,
    maxIf(timestamp, name = 'Case Closed') as closed_at,
    argMaxIf(outcome, timestamp, name = 'Case Closed') as outcome,
    greatest(maxIf(timestamp, name = 'Case Reopened'), maxIf(timestamp, name = 'Case Step Undone' and step = 'closed')) as reopened_at
from told
group by case_id
having countIf(name = 'Case Opened') > 0
-- stage: cases
select
    case_id, person_key, opened_at, question, assumeNotNull(due_at) as due_at,
    arrayFirstOrNull(at -> at > uncontacted_at, contacts) as contacted_at,
    if(closed_at > reopened_at, closed_at, null) as closed_at,
    if(closed_at > reopened_at, outcome, '') as outcome
from gathered
where due_at is not null
-- stage: answers
select
    person_key, timestamp as answered_at, JSONExtractString(properties, 'question') as question,
    JSONExtractFloat(properties, 'score') as score
from scope
where name = 'Survey Answered' and JSONHas(properties, 'score') and question != ''
-- stage: answered
select
    cases.case_id as case_id, argMin(answers.score, answers.answered_at) as score, min(answers.answered_at) as answered_at
from cases
join answers on answers.person_key = cases.person_key and answers.question = cases.question
where answers.answered_at > cases.contacted_at and answers.answered_at <= cases.contacted_at + interval {days:UInt32} day
group by cases.case_id
-- stage: answer
select cases.*, answered.answered_at as answered_at, answered.score as score
from cases
left join answered on answered.case_id = cases.case_id
order by opened_at, case_id
settings join_use_nulls = 1
