-- Which networks occur, the largest first?
-- stage: networks
select network, count() as said from $previous where network != '' group by network order by said desc, network limit 60
