create temp table word as
select m.c, w.list, min(m.o) as first_o, max(m.o) as last_o, min(m.t) as first_t
from words as w inner join msg as m on m.id = w.row_id inner join con as c on c.c = m.c
where m.who = 1 and m.is_public and (c.recorded_at is null or m.t <= c.recorded_at)
group by all;

create temp table mark as
select c, arg_min(reason, (t, seq, id)) filter (where kind = 'handoff') as reason, min(t) filter (where kind = 'handoff') as handoff_at,
    min(t) filter (where kind = 'handoff' and reason = 'requested') as requested_at, min(t) filter (where kind = 'queue_exit') as left_at,
    min(t) filter (where kind = 'queue_enter') as entered_at, min(t) filter (where kind = 'survey_invite') as invited_at,
    min(t) filter (where kind = 'complaint') as complained_at, min(t) filter (where kind = 'assignee' and not coalesce(is_bot, false)) as assigned_at
from cev as e left join (select agent_id, kind <> 'human' as is_bot from agents) as g on g.agent_id = e.new
group by c;

create temp table after as
select s.c, min(s.t) filter (where s.replies and s.t >= v.handoff_t) as handoff_reply_at,
    min(s.t) filter (where s.t >= m.entered_at) as queue_act_at, min(s.t) filter (where s.t >= m.assigned_at) as pickup_at
from step as s left join mark as m on m.c = s.c left join served as v on v.c = s.c
where s.acts and (m.entered_at is not null or m.assigned_at is not null or v.handoff_t is not null) group by s.c;

create temp table again as
with ends as (
    select c, customer_key, family, ended_at, recorded_at, root from con where recorded_at is not null and is_identified),
opens as (
    select c.c, c.root, c.customer_key, c.family, c.opened_at, case when c.number = 1 and t.parent_relation = 'follow_up' then t.parent
        when c.number = 1 and t.parent_relation = 'merge' and t.root = t.tk then t.parent end as parent, t.parent_relation
    from con as c inner join tick as t on t.tk = c.root where c.is_identified and c.by_whom = 'customer'),
-- the nearest ending whose window is open: closed by the system half an hour or a day later, it stays open longer than a nearer one's
found as (
    select o.*, e.c as e, e.ended_at, e.recorded_at, e.root as e_root
    from opens as o asof join ends as e on e.customer_key = o.customer_key and e.family = o.family and o.opened_at > e.ended_at
    union all
    select o.*, e.c, e.ended_at, e.recorded_at, e.root
    from opens as o asof join (from ends where recorded_at > ended_at) as e
        on e.customer_key = o.customer_key and e.family = o.family and o.opened_at > e.ended_at
    union all
    select o.*, e.c, e.ended_at, e.recorded_at, e.root
    from opens as o asof join (from ends where recorded_at > ended_at + interval '1' hour) as e
        on e.customer_key = o.customer_key and e.family = o.family and o.opened_at > e.ended_at),
pairs as (
    select c as back, e as c, opened_at, ended_at, case when root = e_root then 'same_ticket' else 'new_ticket' end as kind
    from found where opened_at <= recorded_at + interval '168' hour
    union all
    select o.c, e.c, o.opened_at, e.ended_at, case when o.parent_relation = 'merge' then 'merge' else 'follow_up' end
    from opens as o inner join tick as t on t.tk = o.parent inner join ends as e on e.root = t.root
    where o.parent is not null and o.opened_at > e.ended_at),
nearest as (select back, arg_max((c, opened_at, kind), (ended_at, c, kind in ('follow_up', 'merge'))) as p from pairs group by back),
back as (select p[1] as c, min(p[2]) as opened_at, arg_min(p[3], p[2]) as kind from nearest group by p[1]),
chained as (
    select n.back, 1 + (a.back is not null)::int + (b.back is not null)::int as n
    from nearest as n left join nearest as a on a.back = n.p[1] left join nearest as b on b.back = a.p[1])
select coalesce(b.c, n.back) as c, b.opened_at, b.kind, coalesce(n.n, 0)::smallint as returns_before
from back as b full join chained as n on n.back = b.c;

create temp table rated as
with told as (
    select case when h.out_at is not null and r.invited_at >= h.out_at then -k.root else k.root end as c,
        r._row_id as id, r.invited_at, r.rated_at, r.rated_subject as measure, r.resolved_by_customer as solved, r.agent_id,
        try_cast(r.value_raw as double) as value, r.scale = 'nps_0_10' as is_nps
    from ratings as r inner join tick as k on k.tk = r.ticket_key inner join chain as h on h.root = k.root),
unnamed as (
    select t.id, arg_max(l.agent, (l.t0, l.leg)) as agent from told as t inner join leg as l on l.c = t.c
    where t.agent_id is null and t.measure = 'human' and l.handler = 'human' and l.agent is not null and l.act_at <= t.rated_at
    group by t.id),
kept as (
    select t.* replace (coalesce(t.agent_id, u.agent) as agent_id),
        case when not value between if(is_nps, 0, 1) and if(is_nps, 10, 5) then null when value >= if(is_nps, 9, 4) then 'positive'
            when value <= if(is_nps, 6, 2) then 'negative' when value is not null then 'neutral' end as verdict,
        c.recorded_at + interval '72' hour as age
    from told as t inner join con as c on c.c = t.c left join unnamed as u on u.id = t.id
    where c.recorded_at is not null)
select c, arg_max((verdict, value, agent_id), (rated_at, id)) filter (where measure = 'human' and verdict is not null and rated_at <= age) as csat,
    arg_max(verdict, (rated_at, id)) filter (where measure = 'bot' and verdict is not null and rated_at <= age) as bot_csat,
    arg_max(verdict, (rated_at, id)) filter (where measure = 'company' and verdict is not null and rated_at <= age) as company,
    arg_max(solved, (rated_at, id)) filter (where measure = 'human' and solved is not null and rated_at <= age) as human_solved,
    arg_max(solved, (rated_at, id)) filter (where measure = 'bot' and solved is not null and rated_at <= age) as bot_solved,
    bool_or(measure = 'human' and coalesce(invited_at, rated_at) <= age) as is_invited
from kept group by c;

create temp table thanked as
select m.c, count(*) as n from msg as m inner join con as c on c.c = m.c
where m.is_thanks and m.is_public and m.t > c.recorded_at group by m.c;

create temp table elsewhere as
select c from (
    select c, channel, recorded_at, lead(channel) over following as channel_after, lead(opened_at) over following as after_at
    from con where is_identified and family is not null and by_whom = 'customer'
    window following as (partition by customer_key, family order by opened_at, root, number))
where channel_after <> channel and after_at <= recorded_at + interval '168' hour;

create temp table taken_back as
select distinct c.c
from orders as o inner join con as c on c.customer_key = (hash(o.customer_id) >> 1)::bigint
where c.is_identified and least(o.refunded_at, o.cancelled_at) > c.ended_at
    and least(o.refunded_at, o.cancelled_at) <= c.recorded_at + interval '168' hour;

-- every UTC day of every schedule: its span, and the open seconds before it
create temp table hours as
with days as (select unnest(generate_series(min(created_at)::date, max(through)::date, interval '1' day))::date as day from tick, reach),
open as (
    select h.schedule_id, d.day, timezone('UTC', timezone(h.tz, d.day + coalesce(x.start, h.start)::time)) as opens_at,
        timezone('UTC', timezone(h.tz, d.day + coalesce(x."end", h."end")::time)) as closes_at
    from days as d inner join schedules as h on h.weekday = isodow(d.day)
    left join exceptions as x on x.schedule_id = h.schedule_id and x.day = d.day
    where x.kind is distinct from 'closed')
select h.schedule_id, d.day, o.opens_at, o.closes_at, coalesce(sum(date_diff('second', o.opens_at, o.closes_at)) over (
    partition by h.schedule_id order by d.day rows between unbounded preceding and 1 preceding), 0)::bigint as before
from days as d cross join (select distinct schedule_id from schedules) as h
left join open as o on o.schedule_id = h.schedule_id and o.day = d.day;
create temp macro open_until(before, opens_at, closes_at, t) as
    before + coalesce(date_diff('second', opens_at, greatest(opens_at, least(closes_at, t))), 0);
