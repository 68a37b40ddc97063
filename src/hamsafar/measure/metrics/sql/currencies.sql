-- In which other currencies was money paid?
select distinct toString(currency) as currency
from scope
where name in {names:Array(String)} and amount is not null and currency != '' and currency not in {currencies:Array(String)}
order by currency
