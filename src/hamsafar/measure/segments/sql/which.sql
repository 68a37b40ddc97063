-- Which of these names were written between these two numbers?
select distinct toString(name) as name
from scope
where seq > {after:UInt64} and seq <= {upto:UInt64} and name in {names:Array(String)} and person_key != 0
