-- By hand: from the batches' Parquet files to one row per contact, its turns, and sums by day, channel and team.
-- It does what the bench's own made-up world needs and no more: one source, one version of every record, statuses from
-- events, chains of at most two tickets, at most one coming back on a ticket, UTC days. Views tickets, events, messages,
-- ratings, activity, agents, customers and words (row_id, list) are laid by build.py. Statements end with a semicolon.

create temp table reach as
select greatest((select max(sent_at) from messages), (select max(e."at") from events e),
    (select greatest(max(created_at), max(first_response_at), max(solved_at), max(closed_at)) from tickets),
    (select greatest(max(rated_at), max(invited_at)) from ratings)) as through;

create temp table ev as
select ticket_key as tk, e."at" as t, coalesce(seq, 0) as seq, _row_id as id, event_type as kind, old_value as old,
    new_value as new, actor_id, actor_type as actor, reason,
    case when event_type <> 'status' then null
        when new_value in ('solved', 'closed') and old_value not in ('solved', 'closed') then -1
        when old_value in ('solved', 'closed') and new_value not in ('solved', 'closed', 'deleted') then 1 end as move
from events as e where event_type <> 'assignee' or new_value is not null;

create temp table tick as
with done as (
    select tk, min(t) filter (where move = -1) as done_at, min(t) filter (where move = 1) as out_at,
        max(t) filter (where move = -1) as last_done_at, arg_min(actor, t) filter (where move = -1) as done_by,
        arg_max(actor, t) filter (where move = -1) as last_done_by,
        min(t) filter (where kind = 'handoff') as handoff_at, min(t) filter (where kind = 'transfer') as transfer_at
    from ev where move is not null or kind in ('handoff', 'transfer') group by tk)
select t.ticket_key as tk, t.* exclude (ticket_key, source), p.ticket_key as parent,
    case when t.parent_relation = 'bot_to_human'
        or t.parent_relation = 'merge' and not coalesce(pd.done_at < t.created_at and pd.out_at is null, false)
        then p.ticket_key else t.ticket_key end as root,
    d.* exclude (tk)
from tickets as t
left join tickets as p on p.ticket_id = t.parent_ticket_id
left join done as d on d.tk = t.ticket_key
left join done as pd on pd.tk = p.ticket_key;

create temp table chain as
select root, case when bool_and(done_at is not null or status in ('solved', 'closed')) then max(done_at) end as done_at,
    case when bool_and(done_at is not null or status in ('solved', 'closed')) then arg_max(done_by, done_at) end as done_by, max(out_at) as out_at, arg_max(tk, out_at) as out_tk,
    case when count(out_at) = 1 then max(last_done_at) filter (where last_done_at > out_at) end as again_at,
    arg_max(last_done_by, last_done_at) filter (where last_done_at > out_at) as again_by
from tick group by root;

create temp table legs as
with starts as (
    select t.root as c, t.tk, 0 as cut, t.created_at as t0,
        case when t.handoff_at is not null then 'bot' when t.root <> t.tk and t.parent_relation = 'bot_to_human' then 'human'
            when t.handled_by in ('bot', 'bot_then_human') then 'bot' else 'human' end as handler,
        case when t.root <> t.tk and t.parent_relation = 'bot_to_human' then 'handoff' else 'opening' end as why
    from tick as t
    union all select root, tk, 1, handoff_at, 'human', 'handoff' from tick where handoff_at is not null
    union all select root, tk, 2, transfer_at, 'human', 'transfer' from tick where transfer_at is not null
    union all select -root, out_tk, 0, out_at, 'human', 'opening' from chain where out_at is not null)
select s.*, row_number() over (partition by c order by t0, cut, handler, tk) as leg,
    cut = max(cut) over (partition by c, tk) as is_last
from starts as s;

-- contact: the root's key, negative for the one that began when the customer came back
create temp table place as
select t.tk, t.root as c, h.out_at, t.handoff_at, t.transfer_at,
    max(l.leg) filter (where cut = 0) as leg0, max(l.leg) filter (where cut = 1) as leg1,
    max(l.leg) filter (where cut = 2) as leg2
from tick as t inner join chain as h on h.root = t.root inner join legs as l on l.c = t.root and l.tk = t.tk
group by all;

create temp table msg as
select case when m.sent_at >= p.out_at then -p.c else p.c end as c,
    case when m.sent_at >= p.out_at then 1
        when m.sent_at > p.transfer_at or m.sent_at = p.transfer_at and m.author_type = 'human' then leg2
        when m.sent_at > p.handoff_at or m.sent_at = p.handoff_at and m.author_type = 'human' then leg1
        else leg0 end as leg,
    m.sent_at as t, epoch_ms(m.sent_at) + coalesce(m.seq, 0) as o, m._row_id as id,
    case m.author_type when 'customer' then 1 when 'human' then 2 when 'bot' then 3 else 4 end as who,
    case when m.author_type = 'human' then m.author_id end as agent_id, coalesce(m.is_public, true) as is_public,
    m.author_type = 'customer' and w.row_id is not null as is_thanks,
    case when m.author_type = 'customer' then m.body_hash end as body_hash, m.useful_vote as vote
from messages as m
inner join place as p on p.tk = m.ticket_key
left join words as w on w.row_id = m._row_id and w.list = 'thanks_only';

create temp table per_leg as
select c, leg, count(*) filter (where who = 1 and is_public) as asked, count(*) filter (where who = 3 and is_public) as bots,
    min(t) filter (where who = 2 and is_public) as reply_at, min(t) filter (where who = 2) as first_t,
    max(t) filter (where who = 2) as last_t, arg_max(agent_id, o) filter (where agent_id is not null) as agent_id,
    max(o) filter (where who = 1 and is_public and not is_thanks) as last_question,
    max(t) filter (where who <> 4 and is_public) as last_public_t,
    max(t) filter (where who = 1 and is_public and not is_thanks) as last_customer_t,
    min(o) filter (where who in (2, 3) and is_public) as first_reply, max(o) filter (where who in (2, 3) and is_public) as last_reply,
    count(*) filter (where vote = -1 and is_public) as down, count(*) filter (where vote = 1 and is_public) as up
from msg group by c, leg;

create temp table cev as
select case when e.t >= p.out_at then -p.c else p.c end as c,
    case when e.t >= p.out_at then 1 when e.t >= p.transfer_at then leg2 when e.t >= p.handoff_at then leg1 else leg0 end as leg,
    e.*
from ev as e inner join place as p on p.tk = e.tk;

create temp table leg as
with acts as (
    select c, leg, min(t) as first_t, max(t) as last_t, arg_max(actor_id, (t, seq, id)) filter (where actor_id is not null) as actor_id
    from cev where actor = 'human' and kind in ('status', 'category') group by c, leg),
teams as (
    select l.c, l.leg, arg_max(e.new, (e.t, e.seq, e.id)) filter (where e.t <= l.t0) as now,
        arg_min(coalesce(e.old, e.new), (e.t, e.seq, e.id)) as before
    from legs as l inner join ev as e on e.tk = l.tk and e.kind = 'team' group by l.c, l.leg)
select l.*, coalesce(s.asked, 0) > 0 and coalesce(s.bots, 0) > 0 as is_bot_real, s.reply_at,
    least(s.first_t, a.first_t) as act_at, greatest(s.last_t, a.last_t) as last_act_at,
    case when l.handler = 'human' and coalesce(s.first_t, a.first_t) is not null then coalesce(
        case when coalesce(a.last_t > s.last_t, s.last_t is null) then a.actor_id end, s.agent_id, a.actor_id,
        case when l.is_last then k.agent_id end) end as agent,
    coalesce(t.now, t.before, k.team_id) as span_team
from legs as l
inner join tick as k on k.tk = l.tk
left join per_leg as s on s.c = l.c and s.leg = l.leg
left join acts as a on a.c = l.c and a.leg = l.leg
left join teams as t on t.c = l.c and t.leg = l.leg;

create temp table served as
with f as (
    select c, coalesce(bool_or(is_bot_real) filter (where handler = 'bot'), false) as has_bot,
        bool_or(handler = 'bot') as met_bot, bool_or(handler = 'human') as met_human,
        count(*) filter (where handler = 'human' and act_at is not null) as humans,
        arg_max((agent, coalesce(span_team, g.team_id)), leg) filter (where handler = 'human' and act_at is not null) as last,
        arg_min(coalesce(span_team, g.team_id), leg) filter (where handler = 'human' and coalesce(span_team, g.team_id) is not null) as first_team,
        min(t0) filter (where handler = 'human' and why = 'handoff') as handoff_t,
        max(last_act_at) as last_act_at, min(reply_at) as reply_at,
        arg_min(act_at, leg) filter (where handler = 'human' and act_at is not null) as first_act_at,
        min(leg) filter (where handler = 'bot') as bot_leg, max(leg) filter (where handler = 'human' and act_at is not null) as last_leg,
        min(act_at) filter (where handler = 'human') as human_at
    from leg left join agents as g on g.agent_id = leg.agent group by c),
moved as (
    select e.c, count(distinct e.t) as transfers
    from cev as e inner join f on f.c = e.c and f.humans > 0
    where kind = 'transfer' or kind in ('assignee', 'team') and old <> new and t > f.first_act_at group by e.c)
select f.*, coalesce(m.transfers, 0) as transfers, case when last_act_at >= handoff_t then handoff_t end as handoff_at,
    case when has_bot and humans > 0 then 'bot_then_human' when humans > 0 then 'human' when has_bot then 'bot' else 'unknown' end as handled_by
from f left join moved as m on m.c = f.c;

create temp table con as
with spans as (
    select root as c, root, 1 as number, root as tk, null as out_at, done_at as recorded_at, done_by as by from chain
    union all select -root, root, 2, out_tk, out_at, again_at, again_by from chain where out_at is not null),
voice as (
    select c, sum(asked) as asked, min(first_reply) as first_reply, max(last_reply) as last_reply,
        max(last_question) as last_question, max(last_public_t) as last_public_t, max(last_customer_t) as last_customer_t,
        sum(down) as down, sum(up) as up
    from per_leg group by c),
late as (
    select m.c, max(m.t) filter (where m.who <> 4) as last_public_t, max(m.t) filter (where m.who = 1 and not m.is_thanks) as last_customer_t
    from msg as m inner join spans as s on s.c = m.c inner join voice as v on v.c = m.c
    where s.by in ('system', 'bot') and v.last_public_t > s.recorded_at and m.is_public and m.t <= s.recorded_at group by m.c),
many as (
    select distinct customer_id from (
        select t.customer_id, coalesce(s.out_at, t.created_at) - lag(coalesce(s.out_at, t.created_at), 20) over (
            partition by t.customer_id order by coalesce(s.out_at, t.created_at)) < interval '7' day as is_many
        from spans as s inner join tick as t on t.tk = s.root) where is_many)
select s.c, s.root, s.tk, s.number, t.ticket_id, t.customer_id, t.channel, t.issue_category, t.language, t.priority, t.entry_point, t.product,
    t.customer_id is not null and y.customer_id is null
    and lower(trim(t.customer_id)) not in ('', 'anonymous', 'guest', 'visitor', 'unknown', '匿名', '游客') as is_identified,
    u.segment, case when s.number > 1 then 'customer' else t.initiated_by end as by_whom, coalesce(s.out_at, t.created_at) as opened_at,
    s.recorded_at, case when s.by in ('system', 'bot') and (coalesce(l.last_customer_t, v.last_customer_t) is null
        or coalesce(l.last_customer_t, v.last_customer_t) < coalesce(l.last_public_t, v.last_public_t))
        then coalesce(l.last_public_t, v.last_public_t, s.recorded_at) else s.recorded_at end as ended_at,
    case when s.by = 'bot' then 'system' else s.by end as ended_by, v.* exclude (c, last_public_t, last_customer_t),
    case when i1 in ('', 'other', '其他') or i2 in ('other', '其他') then null when i2 = '' then i1 else i1 || '/' || i2 end as family,
    i1, i2, i3
from spans as s
inner join (select *, split_part(issue_category, '/', 1) as i1, split_part(issue_category, '/', 2) as i2,
    split_part(issue_category, '/', 3) as i3 from tick) as t on t.tk = s.root
left join voice as v on v.c = s.c left join late as l on l.c = s.c
left join many as y on y.customer_id = t.customer_id
left join customers as u on u.customer_id = t.customer_id;

create temp table step as
with steps as (
    select c, leg, t, 0 as change, o, id, who = 1 as asks, who = 2 as acts, who = 2 and is_public as replies
    from msg where who = 2 or who = 1 and is_public and not is_thanks
    union all
    select c, leg, t, 1, seq, id, false, true, false from cev where actor = 'human' and kind in ('status', 'category'))
select c, leg, t, change, id, asks, acts, replies,
    max(case when replies then leg * 100000000000000 + o * 2 + 1 when asks then leg * 100000000000000 + o * 2 end) over before as spoken,
    max(case when acts then leg * 100000000000 + epoch(t)::bigint end) over before as acted,
    min(case when replies then t end) over (partition by c order by t, change, o rows between 1 following and unbounded following) as reply_at
from steps
window before as (partition by c order by t, change, o rows between unbounded preceding and 1 preceding);

create temp table asked as
select c, min(t) as asked_at, min(reply_at) as reply_at from step
where asks and (spoken is null or spoken % 2 = 1 or spoken < leg * 100000000000000) group by c;

create table turns as
select s.c, s.id as asked_row_id, s.t as asked_at, s.reply_at as answered_at,
    date_diff('second', s.t, coalesce(s.reply_at, greatest(s.t, coalesce(c.ended_at, r.through)))) as response_gap_seconds,
    case when s.reply_at is not null then 'answered' when c.ended_at is not null then 'no_reply' else 'waiting' end as gap_end
from step as s
inner join legs as l on l.c = s.c and l.leg = s.leg and l.handler = 'human'
left join legs as b on b.c = s.c and s.spoken % 2 = 0 and b.leg = s.spoken // 100000000000000
inner join con as c on c.c = s.c cross join reach as r
where s.asks and (s.spoken is null or s.spoken % 2 = 1 or s.spoken < s.leg * 100000000000000 and b.handler = 'bot');

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
    select c, customer_id, family, ended_at, recorded_at, root from con where recorded_at is not null and is_identified),
opens as (
    select c.c, c.root, c.customer_id, c.family, c.opened_at, case when c.number = 1 and t.parent_relation = 'follow_up' then t.parent
        when c.number = 1 and t.parent_relation = 'merge' and t.root = t.tk then t.parent end as parent, t.parent_relation
    from con as c inner join tick as t on t.tk = c.root where c.is_identified and c.by_whom = 'customer'),
pairs as (
    select o.c as back, e.c, o.opened_at, e.ended_at, case when o.root = e.root then 'same_ticket' else 'new_ticket' end as kind
    from opens as o asof join ends as e on e.customer_id = o.customer_id and e.family = o.family and o.opened_at > e.ended_at
    where o.opened_at <= e.recorded_at + interval '168' hour
    union all
    select o.c, e.c, o.opened_at, e.ended_at, case when o.parent_relation = 'merge' then 'merge' else 'follow_up' end
    from opens as o inner join tick as t on t.tk = o.parent inner join ends as e on e.root = t.root
    where o.parent is not null and o.opened_at > e.ended_at),
nearest as (select back, arg_max((c, opened_at, kind), (ended_at, c, kind in ('follow_up', 'merge'))) as p from pairs group by back)
select p[1] as c, min(p[2]) as opened_at, arg_min(p[3], p[2]) as kind from nearest group by p[1];

create temp table rated as
with told as (
    select case when h.out_at is not null and r.invited_at >= h.out_at then -k.root else k.root end as c, r._row_id as id, r.invited_at, r.rated_at, r.rated_subject as subject,
        r.resolved_by_customer as solved, case when r.rated_subject = 'company' then 'company' else r.rated_subject end as measure,
        try_cast(r.value_raw as double) as value, r.scale = 'nps_0_10' as is_nps
    from ratings as r inner join tick as k on k.tk = r.ticket_key inner join chain as h on h.root = k.root),
kept as (
    select t.*, case when not value between if(is_nps, 0, 1) and if(is_nps, 10, 5) then null when value >= if(is_nps, 9, 4) then 'positive' when value <= if(is_nps, 6, 2) then 'negative' when value is not null then 'neutral' end as verdict,
        c.recorded_at + interval '72' hour as age
    from told as t inner join con as c on c.c = t.c where c.recorded_at is not null)
select c, arg_max(verdict, (rated_at, id)) filter (where measure = 'human' and verdict is not null and rated_at <= age) as csat,
    arg_max(verdict, (rated_at, id)) filter (where measure = 'bot' and verdict is not null and rated_at <= age) as bot_csat,
    arg_max(verdict, (rated_at, id)) filter (where measure = 'company' and verdict is not null and rated_at <= age) as company,
    arg_max(solved, (rated_at, id)) filter (where measure = 'human' and solved is not null and rated_at <= age) as human_solved,
    arg_max(solved, (rated_at, id)) filter (where measure = 'bot' and solved is not null and rated_at <= age) as bot_solved,
    bool_or(measure = 'human' and coalesce(invited_at, rated_at) <= age) as is_invited
from kept group by c;

create temp table handled as
with spans as (
    select tk, new as status, t as t0, lead(t, 1, through) over (partition by tk order by t, seq, id) as t1
    from ev cross join reach where kind = 'status'),
pauses as (
    select s.c, s.leg, s.t, s.id, s.change, l.tk,
        case when s.acted >= s.leg * 100000000000 then epoch(s.t)::bigint - (s.acted - s.leg * 100000000000) end as pause
    from step as s inner join legs as l on l.c = s.c and l.leg = s.leg where s.acts),
excused as (
    select p.id, p.change, sum(date_diff('second', greatest(w.t0, p.t - to_seconds(p.pause)), least(w.t1, p.t))) as s
    from pauses as p inner join spans as w on w.tk = p.tk and w.status in ('waiting_customer', 'waiting_third_party')
    where p.pause > 0 and w.t0 < p.t and w.t1 > p.t - to_seconds(p.pause) group by all),
by_leg as (
    select p.c, p.leg, min(p.t) < max(p.t) as is_known, sum(least(1800, greatest(0, coalesce(p.pause, 0) - coalesce(x.s, 0)))) as s
    from pauses as p left join excused as x on x.id = p.id and x.change = p.change group by p.c, p.leg),
estimated as (select c, case when bool_and(is_known) then sum(s) end as s from by_leg group by c),
exact as (
    select case when a."at" >= h.out_at then -k.root else k.root end as c, sum(date_diff('second', a."at", a.until)) as s
    from activity as a inner join tick as k on k.tk = a.ticket_key inner join chain as h on h.root = k.root
    where a.state in ('handling', 'after_call_work') and a.until > a."at" group by 1)
select coalesce(x.c, e.c) as c, coalesce(x.s, e.s) as handle_seconds from estimated as e full join exact as x on x.c = e.c;

create temp table waited as
with changes as (
    select tk, new as status, t as t0, lead(t, 1, through) over (partition by tk order by t, seq, id) as t1, old,
        row_number() over (partition by tk order by t, seq, id) as n
    from ev cross join reach where kind = 'status'),
spans as (
    select tk, t0, t1 from changes where status in ('new', 'open', 'waiting_third_party') and t0 < t1
    union all select c.tk, t.created_at, c.t0 from changes as c inner join tick as t on t.tk = c.tk
    where c.n = 1 and t.created_at < c.t0 and coalesce(c.old, 'new') in ('new', 'open', 'waiting_third_party')),
clocks as (
    select c.c, c.root, case when c.by_whom = 'customer' then c.opened_at when v.met_human or not v.met_bot then a.asked_at end as from_at,
        coalesce(c.ended_at, r.through) as until_at, v.met_bot
    from con as c cross join reach as r inner join served as v on v.c = c.c left join asked as a on a.c = c.c
    where v.met_human or not v.met_bot),
cut as (
    select k.c, greatest(s.t0, k.from_at) as t0, least(s.t1, k.until_at) as t1, k.met_bot
    from clocks as k inner join tick as t on t.root = k.root inner join spans as s on s.tk = t.tk
    where s.t0 < k.until_at and s.t1 > k.from_at),
one as (
    select *, max(t1) over (partition by c order by t0, t1 rows between unbounded preceding and 1 preceding) as reached from cut),
single as (select c, met_bot, greatest(t0, coalesce(reached, t0)) as t0, t1 from one where reached is null or reached < t1),
sums as (select c, sum(date_diff('second', t0, t1)) as s from single group by c),
bot as (
    select s.c, sum(date_diff('second', greatest(s.t0, l.t0), least(s.t1, l.t1))) as s
    from single as s inner join (
        select g.*, coalesce(lead(g.t0) over (partition by g.c, g.tk order by g.cut), c.recorded_at, timestamp '9999-01-01') as t1
        from legs as g inner join con as c on c.c = g.c) as l on l.c = s.c and l.handler = 'bot'
    where s.met_bot and l.t0 < s.t1 and l.t1 > s.t0 group by s.c)
select k.c, coalesce(s.s, 0) - coalesce(b.s, 0) as customer_wait_seconds
from clocks as k left join sums as s on s.c = k.c left join bot as b on b.c = k.c
where k.from_at is not null and k.root in (select t.root from tick as t where t.tk in (select tk from changes));

create temp table repeated as
with twice as (
    select c, body_hash from msg where who = 1 and is_public and body_hash is not null and not is_thanks
    group by all having count(*) > 1),
numbered as (
    select m.c, m.body_hash, m.t, m.who = 1 and m.is_public and not m.is_thanks as asks, row_number() over (partition by m.c order by m.o, m.id) as n
    from msg as m where m.c in (select c from twice))
select distinct t.c from numbered as n inner join twice as t on t.c = n.c and t.body_hash = n.body_hash
inner join con as c on c.c = t.c where n.asks group by t.c, t.body_hash, c.recorded_at
having max(n) - min(n) >= 2 and (c.recorded_at is null or max(n.t) <= c.recorded_at);

create temp table bot as
with asks as (
    select v.c, m.handoff_at, m.reason,
        least(m.requested_at, case when v.human_at is null or w.first_t <= v.human_at then w.first_t end) as ask_at
    from served as v left join mark as m on m.c = v.c left join word as w on w.c = v.c and w.list = 'ask_human'
    where v.bot_leg is not null),
spoken as (
    select m.c, m.who = 1 and coalesce(lag(m.who) over (partition by m.c order by m.o, m.id), 0) <> 1 as is_turn
    from msg as m inner join asks as a on a.c = m.c where m.is_public and m.who <> 4 and m.t <= a.ask_at),
turns as (select c, count(*) filter (where is_turn) as n from spoken group by c)
select a.*, coalesce(t.n, 0) as turns from asks as a left join turns as t on t.c = a.c;

create table contacts as
with joined as (
    select c.*, v.* exclude (c), a.asked_at, a.reply_at as answered_at, m.* exclude (c), f.* exclude (c), g.opened_at as back_at,
        g.kind as back_kind, r.* exclude (c), h.handle_seconds, w.customer_wait_seconds, b.c is not null as met_a_bot, b.ask_at, b.turns,
        b.reason as bot_reason, b.handoff_at as bot_handoff_at, x.c is not null as is_repeated, n.through,
        c.recorded_at is not null as is_ended, v.humans > 0 as has_human, lists.negative, lists.kind_o, lists.ask_t,
        coalesce(v.has_bot, false) as is_bot, wait.is_long as is_long
    from con as c cross join reach as n
    left join (select * exclude (reply_at), reply_at as human_reply_at from served) as v on v.c = c.c
    left join asked as a on a.c = c.c
    left join (select c, left_at, entered_at, invited_at, complained_at, requested_at, assigned_at from mark) as m on m.c = c.c
    left join after as f on f.c = c.c left join again as g on g.c = c.c left join rated as r on r.c = c.c
    left join handled as h on h.c = c.c left join waited as w on w.c = c.c left join bot as b on b.c = c.c
    left join repeated as x on x.c = c.c
    left join (select c, bool_or(list in ('negative', 'complaint')) as negative, min(first_t) filter (where list = 'ask_human') as ask_t,
        max(last_o) filter (where list in ('thanks', 'thanks_only', 'positive_close')) as kind_o from word group by c) as lists on lists.c = c.c
    left join (select c, bool_or(response_gap_seconds > 300) as is_long from turns group by c) as wait on wait.c = c.c),
judged as (
    select *, is_ended and is_identified as is_watched, recorded_at + interval '24' hour <= through as ripe,
        recorded_at + interval '72' hour <= through as ripe3, recorded_at + interval '168' hour <= through as ripe7,
        coalesce(back_at <= recorded_at + interval '24' hour, false) as back, coalesce(back_at <= recorded_at + interval '72' hour, false) as back3,
        coalesce(back_at <= recorded_at + interval '168' hour, false) as back7,
        case when entered_at is null then null when queue_act_at <= coalesce(case when left_at >= entered_at then left_at end, ended_at, queue_act_at) then 'answered'
            when coalesce(case when left_at >= entered_at then left_at end, ended_at) is not null then 'abandoned' else 'waiting' end as queue_wait_end,
        coalesce(is_ended and has_human and (by_whom = 'customer' or asked > 0) and not (human_reply_at is null and (left_at is not null or ended_by = 'customer')), false) as can_rate,
        coalesce(last_leg > bot_leg, false) as is_taken, asked_at is not null and (met_human or not met_bot) as is_owed
    from joined),
bots as (
    select *, case when not is_bot or not met_a_bot then null when not coalesce(ripe7, false) then 'pending' when is_taken then 'handed'
            when bot_handoff_at is not null or ask_at is not null then 'failed' when is_watched and back7 then 'returned'
            when bot_csat = 'negative' or bot_solved = 'no' or human_solved = 'no' or down > 0 then 'denied'
            when bot_csat = 'positive' or bot_solved = 'yes' or human_solved = 'yes' or up > 0 then 'confirmed' else 'silent' end as bot_outcome,
        case when can_rate and not coalesce(recorded_at + interval '72' hour <= through, false) then null else can_rate end as in_survey,
        case when has_bot and is_ended and not coalesce(recorded_at + interval '72' hour <= through, false) then null else coalesce(has_bot and is_ended, false) end as in_bot_survey,
        case when has_human and is_watched and not ripe7 then null else coalesce(has_human and is_watched, false) end as in_one,
        humans = 1 and transfers = 0 and coalesce(csat <> 'negative', true) and coalesce(bot_csat <> 'negative', true)
            and coalesce(human_solved <> 'no', true) and coalesce(bot_solved <> 'no', true)
            and coalesce(last_question < last_reply, last_question is null) as at_once
    from judged),
flat as (
    select *, case when not is_watched then 0 when ripe then 1 end as d1, case when not is_watched then 0 when ripe3 then 1 end as d3,
        case when not is_watched then 0 when ripe7 then 1 end as d7,
        case when bot_outcome = 'pending' then null else (bot_outcome is not null)::int end as db, ended_by = 'system' as by_system,
        coalesce(is_ended and asked > 0, false) as spoke
    from bots)
select ticket_id || '#' || number as contact_id, customer_id, is_identified, channel, last[2] as team, last[1] as agent, first_team,
    i1 as issue_1, case when i2 = '' then i1 else i1 || '/' || i2 end as issue_2,
    case when i2 = '' then i1 when i3 = '' then i1 || '/' || i2 else i1 || '/' || i2 || '/' || i3 end as issue_3,
    segment, language, priority, handled_by, entry_point, product, by_whom as initiated_by, opened_at, recorded_at, ended_at,
    opened_at::date as opened_on, hour(opened_at) as opened_hour, recorded_at::date as ended_on, hour(recorded_at) as ended_hour, ended_by,
    transfers, handoff_at, back_kind as return_kind, (by_whom = 'customer')::int as volume_num,
    d1 as reopen_rate_den, d1 * back::int as reopen_rate_num, d3 as reopen_rate_72h_den, d3 * back3::int as reopen_rate_72h_num,
    d7 as reopen_rate_7d_den, d7 * back7::int as reopen_rate_7d_num,
    d1 * (back and back_kind = 'same_ticket')::int as reopen_same_ticket_rate_num, d1 * (back and back_kind <> 'same_ticket')::int as reopen_new_ticket_rate_num,
    case when is_watched and by_system then d1 else 0 end as reopen_after_system_ending_rate_den,
    case when is_watched and by_system then d1 * back::int else 0 end as reopen_after_system_ending_rate_num,
    (queue_wait_end is not null)::int as answered_rate_den, coalesce(queue_wait_end = 'answered', false)::int as answered_rate_num,
    coalesce(queue_wait_end = 'abandoned', false)::int as abandonment_rate_num,
    coalesce(has_human, false)::int as transfer_rate_den, coalesce(has_human and transfers > 0, false)::int as transfer_rate_num,
    in_survey::int * (csat is not null)::int as csat_den, in_survey::int * coalesce(csat = 'positive', false)::int as csat_num,
    in_bot_survey::int * (bot_csat is not null)::int as bot_csat_den, in_bot_survey::int * coalesce(bot_csat = 'positive', false)::int as bot_csat_num,
    in_survey::int as rating_coverage_den, in_survey::int * (csat is not null)::int as rating_coverage_num,
    in_survey::int * (csat is null)::int as non_rating_rate_num,
    in_survey::int * (csat is not null or coalesce(is_invited, false) or coalesce(invited_at <= recorded_at + interval '72' hour, false))::int as invite_rate_num,
    in_one::int as one_contact_resolution_den, in_one::int * (at_once and not back7)::int as one_contact_resolution_num,
    db as escalation_rate_den, db * coalesce(bot_outcome = 'handed', false)::int as escalation_rate_num,
    db * coalesce(is_taken or bot_handoff_at is not null or ask_at is not null, false)::int as handoff_request_rate_num,
    db * is_watched::int as no_return_containment_den, db * coalesce(is_watched and bot_outcome in ('confirmed', 'silent'), false)::int as no_return_containment_num,
    is_ended::int as complaint_rate_den, (is_ended and (complained_at is not null or lower(coalesce(issue_category, '')) like '%complaint%'))::int as complaint_rate_num,
    bot_outcome, case when bot_outcome not in ('handed', 'failed') then null when bot_reason in ('rule', 'bot_failed') then bot_reason
        when ask_at is null then case when bot_outcome is null then null else 'unknown' end
        when turns <= 2 then 'asked_at_once' else 'asked_after_attempt' end as bot_cause,
    (is_ended and met_a_bot and is_bot)::int as signal_handed_over_den, (is_ended and met_a_bot and is_bot and is_taken)::int as signal_handed_over_num,
    (is_ended and (coalesce(asked, 0) > 0 or met_a_bot and is_bot))::int as signal_asked_human_den,
    (is_ended and (coalesce(asked, 0) > 0 or met_a_bot and is_bot) and coalesce(ask_t, requested_at) is not null)::int as signal_asked_human_num,
    (is_ended and queue_wait_end is not null)::int as signal_left_queue_den, (is_ended and is_long is not null)::int as signal_long_wait_den,
    (is_ended and coalesce(is_long, false))::int as signal_long_wait_num, spoke::int as signal_same_question_den, (spoke and is_repeated)::int as signal_same_question_num,
    (spoke and coalesce(negative, false))::int as signal_negative_words_num, (spoke and first_reply is not null)::int as signal_no_thanks_den,
    (spoke and first_reply is not null and coalesce(kind_o < first_reply, true))::int as signal_no_thanks_num,
    case when is_owed then date_diff('second', asked_at, coalesce(answered_at, greatest(asked_at, coalesce(ended_at, through)))) end as first_response_seconds,
    case when not is_owed then null when answered_at is not null then 'answered' when is_ended then 'no_reply' else 'waiting' end as first_response_end,
    case when is_owed and handoff_t is not null then date_diff('second', handoff_t, coalesce(handoff_reply_at, greatest(handoff_t, coalesce(ended_at, through)))) end as first_response_after_handoff_seconds,
    case when queue_wait_end is not null then greatest(0, date_diff('second', entered_at, case queue_wait_end when 'answered' then queue_act_at
        when 'abandoned' then coalesce(case when left_at >= entered_at then left_at end, ended_at) else through end)) end as queue_wait_seconds, queue_wait_end,
    customer_wait_seconds, date_diff('second', assigned_at, pickup_at) as pickup_seconds, handle_seconds,
    greatest(0, date_diff('second', opened_at, coalesce(ended_at, through))) as resolution_seconds
from flat
order by ended_on nulls last, team nulls last;

create table days as
select ended_on, channel, team, count(*) as contacts, sum(columns('(.*_(den|num))$')) as '\1',
    count(*) - count(columns('(.*)_den$')) as '\1_pending', sum(columns('(.*_seconds)$')) as '\1_sum',
    count(columns('(.*_seconds)$')) as '\1_count'
from contacts where ended_on is not null group by all;
