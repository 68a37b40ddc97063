-- How many events of each of these names are there, each name from its own moment on?
select toString(name) as name, count() as events
from scope
where name in {names:Array(String)}
    and timestamp >= transform(toString(name), {names:Array(String)}, {sinces:Array(DateTime64(3, 'UTC'))}, toDateTime64('2299-12-31 00:00:00', 3, 'UTC'))
group by name
