-- Of the invitations that one rule sent, how many were answered?
-- stage: sent
select distinct JSONExtractString(properties, 'invitation_id') as invitation
from scope
where name = 'Survey Sent' and JSONExtractString(properties, 'campaign') = {campaign:String}
-- stage: answered
select distinct JSONExtractString(properties, 'invitation_id') as invitation
from scope
where name = 'Survey Answered' and invitation in (select invitation from sent)
-- stage: counts
select (select count() from sent) as sent, (select count() from answered) as answered
