create table mart_ended_days as
select ended_on, channel, team, count(*) as contacts, sum(columns('(.*_(den|num))$'))::bigint as '\1',
    count(*) - count(columns('(.*)_den$')) as '\1_pending', count(columns('(.*_seconds)$')) as '\1_count',
    sum(columns('(.*_seconds)$')) as '\1_sum'
from (select * exclude (return_seconds) from mart_contacts) where ended_on is not null group by all;
