-- Of the customers who bought or contacted us, who complained?
-- stage: observed
select person_key, timestamp as at, timestamp as settled, grp, if(name = 'Complaint Raised', 1., 0.) as x
from $previous
where person_key != 0
