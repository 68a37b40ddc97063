-- Whose are these events, named by the hashes of source and message id?
select distinct person_key
from scope
where person_key != 0
    and id_hash in (select xxHash64(id) from (select arrayJoin({ids:Array(String)}) as id))
