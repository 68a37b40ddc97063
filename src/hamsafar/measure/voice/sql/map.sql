-- How do the topics of these comments feel: how many, and how the clauses that name them sound?
-- stage: each_topic
select topic, topic_score, feeling, urgency
from $previous
array join topics as topic, topic_scores as topic_score
-- stage: mapped
select
    topic, count() as comments, countIf(topic_score < -0.2) as bad, countIf(abs(topic_score) <= 0.2) as neither, countIf(topic_score > 0.2) as good,
    sum(topic_score) as score_total, sum(topic_score * topic_score) as score_squares, countIf(urgency >= {urgent:Float32}) as urgent
from each_topic
group by topic
order by comments desc, topic
