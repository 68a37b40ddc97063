-- Which comments came with a score, newest first? They are labelled examples.
select id_hash, text, stems, language, asked, rated
from scope
where rated is not null and not marked and length(text) > 2
order by timestamp desc
limit {most:UInt32}
