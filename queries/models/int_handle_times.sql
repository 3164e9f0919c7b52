-- One row is one contact whose handle time is known: from agent activity (exact), else estimated from human actions.
-- grain: contact_key
-- Estimate per human leg: first to last action, less waiting on the customer or a third party, at most 30 minutes of
-- what remains of each pause. A leg with one action (or several in one instant) is unknown, and so is its contact.
-- Parallel chats overlap and are not divided.
with worked as (
    select a.ticket_key, a.at, date_diff('second', a.at, a.until) as seconds
    from stg_agent_activity as a
    where a.state in ('handling', 'after_call_work') and a.ticket_id is not null and a.until > a.at
),

exact as (
    select c.contact_key, sum(w.seconds) as handle_seconds
    from worked as w
    inner join int_contact_tickets as k on k.ticket_key = w.ticket_key
    inner join int_contacts as c on c.contact_key = k.contact_key
    -- a ticket that several contacts share: the work belongs to the contact it began in
    where (c.number = 1 or w.at >= c.opened_at) and (c.next_opened_at is null or w.at < c.next_opened_at)
    group by c.contact_key
),

-- a pause is the time since the last action of the same leg; legs of merged tickets may overlap
actions as (
    select
        t.contact_key,
        t.leg_number,
        t.ticket_key,
        t.is_change,
        t.row_id,
        t.at,
        date_diff('second', lag(t.at) over (
            partition by t.contact_key, t.leg_number
            order by t.at asc nulls last, t.is_change asc nulls last, t.row_id asc nulls last
        ), t.at) as pause_seconds
    from int_contact_steps as t
    where t.is_action
),

waits_on_others as (
    select p.ticket_key, p.starts_at, p.ends_at
    from int_status_spans as p
    where p.status in ('waiting_customer', 'waiting_third_party')
),

excused as (
    select
        t.is_change,
        t.row_id,
        sum(date_diff(
            'second',
            case when w.starts_at > t.at - t.pause_seconds * interval '1' second then w.starts_at
                else t.at - t.pause_seconds * interval '1' second end,
            case when w.ends_at < t.at then w.ends_at else t.at end
        )) as seconds
    from actions as t
    inner join waits_on_others as w on w.ticket_key = t.ticket_key
    where t.pause_seconds > 0
        and w.starts_at < t.at
        and w.ends_at > t.at - t.pause_seconds * interval '1' second
    group by t.is_change, t.row_id
),

pauses as (
    select
        t.contact_key,
        t.leg_number,
        t.at,
        coalesce(t.pause_seconds, 0) - coalesce(e.seconds, 0) as seconds
    from actions as t
    left join excused as e on e.is_change = t.is_change and e.row_id = t.row_id
),

legs as (
    select
        p.contact_key,
        p.leg_number,
        min(p.at) < max(p.at) as is_known,
        sum(case when p.seconds > 1800 then 1800 when p.seconds > 0 then p.seconds else 0 end) as seconds
    from pauses as p
    group by p.contact_key, p.leg_number
),

estimated as (
    select
        g.contact_key,
        case when count(*) = count(*) filter (where g.is_known) then sum(g.seconds) end as handle_seconds
    from legs as g
    group by g.contact_key
)

select
    c.contact_key,
    cast(coalesce(x.handle_seconds, e.handle_seconds) as bigint) as handle_seconds,
    case when x.handle_seconds is not null then 'activity' else 'actions' end as basis
from int_contacts as c
left join exact as x on x.contact_key = c.contact_key
left join estimated as e on e.contact_key = c.contact_key
where coalesce(x.handle_seconds, e.handle_seconds) is not null
