create table mart_turns as
select g.c as contact_key, c.contact_id, c.source, c.channel, c.team, c.agent, c.first_team, c.issue_1, c.issue_2, c.issue_3, c.segment,
    c.language, c.priority, c.handled_by, c.entry_point, c.product, c.initiated_by, g.t as asked_at, g.t::date as asked_on,
    g.id as asked_row_id, g.reply_at as answered_at, g.seconds::double as response_gap_seconds, g.how as response_gap_seconds_end,
    case when g.t + interval '3' minute <= r.through then 1 end as within_3_minutes_den,
    case when g.t + interval '3' minute <= r.through then (g.how = 'answered' and g.seconds <= 180)::int end as within_3_minutes_num,
    case when g.t + interval '5' minute <= r.through then 1 end as within_5_minutes_den,
    case when g.t + interval '5' minute <= r.through then (g.how = 'answered' and g.seconds <= 300)::int end as within_5_minutes_num
from gaps as g inner join mart_contacts as c on c.contact_key = g.c cross join reach as r;
