-- Is nothing said?
-- stage: kept
select * from $previous where raw in ('', 'null', '""', '[]')
