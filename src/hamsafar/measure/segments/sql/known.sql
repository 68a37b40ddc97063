-- Is something said at all?
-- stage: kept
select * from $previous where raw not in ('', 'null', '""', '[]')
