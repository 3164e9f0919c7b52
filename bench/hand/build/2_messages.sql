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

create temp table meant as
select case when m.sent_at >= p.out_at then -p.c else p.c end as c, arg_min(m.intent, (m.sent_at, m.seq, m._row_id)) as intent
from messages as m inner join place as p on p.tk = m.ticket_key where m.intent is not null group by 1;

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

drop table place;
