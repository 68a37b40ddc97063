-- What did people name in the words that came with their scores?
select id_hash, arrayDistinct(topics) as topics
from scope
where asked = {asked:String}
