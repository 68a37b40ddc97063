-- Which values do these comments have, to choose from?
select
    groupUniqArray(50)(channel) as channels, groupUniqArray(80)(name) as names, groupUniqArray(20)(language) as languages,
    groupUniqArray(50)(survey) as surveys
from scope
