-- By hand: from the batches' Parquet files to mart_contacts, mart_turns and mart_ended_days, every column of them.
-- It does what the bench's own made-up world needs and no more: one source with one namespace, one version of every
-- record, statuses from events, chains of at most two tickets of one market, at most one coming back on a ticket and
-- none of it done twice over, UTC days, ratings that all have a time, known invitations. Customers' and contacts' keys
-- are any that tell them apart. What is large is dropped once used up, so that less spills. The views are laid by
-- build.py: tickets, events, messages, ratings, activity, agents, customers, orders, schedules, exceptions, words
-- (row_id, list). Statements end with a semicolon.

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
    case when t.customer_id is not null then (hash(t.customer_id) >> 1)::bigint end as customer_key, d.* exclude (tk)
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
