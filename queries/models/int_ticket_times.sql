-- One row is one ticket's times as vendors count them, by the calendar and by its business clock, in seconds.
-- grain: ticket_key
-- First reply: the ticket's first customer message to the next public human reply. Resolution: created to last solved
-- (to last closed where it never was solved); a solved row that repeats counts. Wait: time in new, open,
-- waiting_third_party; for a ticket opened by us from the customer's first message.
with askings as (
    select t.ticket_key, min(t.at) as asked_at
    from int_contact_steps as t
    where t.is_turn_start
    group by t.ticket_key
),

replies as (
    select a.ticket_key, min(t.at) as replied_at
    from askings as a
    inner join int_contact_steps as t on t.ticket_key = a.ticket_key
    where t.is_reply and t.at >= a.asked_at
    group by a.ticket_key
),

solvings as (
    select
        e.ticket_key,
        coalesce(
            max(e.at) filter (where e.new_value = 'solved'), max(e.at) filter (where e.new_value = 'closed')
        ) as solved_at
    from stg_ticket_events as e
    where e.event_type = 'status' and e.new_value in ('solved', 'closed')
    group by e.ticket_key
),

openers as (
    select k.ticket_key, bool_or(c.initiated_by in ('customer', 'unknown')) as is_by_customer
    from int_contact_tickets as k
    inner join int_contacts as c on c.contact_key = k.contact_key
    where c.number = 1
    group by k.ticket_key
),

status_tickets as (
    select distinct p.ticket_key
    from int_status_spans as p
),

facts as (
    select
        t.source,
        t.ticket_key,
        t.ticket_id,
        t.created_at,
        a.asked_at,
        coalesce(r.replied_at, case
            when not s.has_messages and t.first_response_at >= t.created_at then t.first_response_at
        end) as replied_at,
        coalesce(v.solved_at, t.solved_at, t.closed_at) as solved_at,
        case
            when k.ticket_key is null then null
            when coalesce(o.is_by_customer, true) then t.created_at
            else a.asked_at
        end as waits_from_at
    from stg_tickets as t
    inner join int_sources as s on s.source = t.source
    left join askings as a on a.ticket_key = t.ticket_key
    left join replies as r on r.ticket_key = t.ticket_key
    left join solvings as v on v.ticket_key = t.ticket_key
    left join openers as o on o.ticket_key = t.ticket_key
    left join status_tickets as k on k.ticket_key = t.ticket_key
),

clocks as (
    select f.ticket_key, 'first_reply' as clock, coalesce(f.asked_at, f.created_at) as starts_at, f.replied_at as ends_at
    from facts as f
    where f.replied_at is not null
    union all
    select f.ticket_key, 'resolution' as clock, f.created_at as starts_at, f.solved_at as ends_at
    from facts as f
    where f.solved_at >= f.created_at
    union all
    select
        f.ticket_key,
        'wait' as clock,
        case when p.starts_at > f.waits_from_at then p.starts_at else f.waits_from_at end as starts_at,
        p.ends_at
    from facts as f
    inner join int_status_spans as p on p.ticket_key = f.ticket_key
    where p.status in ('new', 'open', 'waiting_third_party') and p.ends_at > f.waits_from_at
),

-- open seconds at the end less those at the start, per stretch under one schedule
marks as (
    select c.ticket_key, c.clock, t.schedule_id, -1 as sign,
        case when t.from_at > c.starts_at then t.from_at else c.starts_at end as at
    from clocks as c
    inner join int_ticket_schedules as t on t.ticket_key = c.ticket_key
    where t.from_at < c.ends_at and t.until_at > c.starts_at
    union all
    select c.ticket_key, c.clock, t.schedule_id, 1 as sign,
        case when t.until_at < c.ends_at then t.until_at else c.ends_at end as at
    from clocks as c
    inner join int_ticket_schedules as t on t.ticket_key = c.ticket_key
    where t.from_at < c.ends_at and t.until_at > c.starts_at
),

business as (
    select
        m.ticket_key,
        m.clock,
        sum(m.sign * (d.base_seconds + case
            when m.at <= d.opens_at then 0
            when m.at >= d.closes_at then d.length_seconds
            else date_diff('second', d.opens_at, m.at)
        end)) as seconds
    from marks as m
    inner join int_calendar_days as d on d.schedule_id = m.schedule_id and d.utc_day = cast(m.at as date)
    group by m.ticket_key, m.clock
),

calendar as (
    select c.ticket_key, c.clock, sum(date_diff('second', c.starts_at, c.ends_at)) as seconds
    from clocks as c
    group by c.ticket_key, c.clock
),

totals as (
    select
        c.ticket_key,
        max(case when c.clock = 'first_reply' then c.seconds end) as first_reply_seconds,
        max(case when c.clock = 'first_reply' then coalesce(b.seconds, 0) end) as first_reply_business_seconds,
        max(case when c.clock = 'resolution' then c.seconds end) as ticket_resolution_seconds,
        max(case when c.clock = 'resolution' then coalesce(b.seconds, 0) end) as ticket_resolution_business_seconds,
        max(case when c.clock = 'wait' then c.seconds end) as wait_seconds,
        max(case when c.clock = 'wait' then coalesce(b.seconds, 0) end) as wait_business_seconds
    from calendar as c
    left join business as b on b.ticket_key = c.ticket_key and b.clock = c.clock
    group by c.ticket_key
)

select
    f.source,
    f.ticket_key,
    f.ticket_id,
    f.solved_at as last_solved_at,
    cast(t.first_reply_seconds as bigint) as first_reply_seconds,
    cast(t.first_reply_business_seconds as bigint) as first_reply_business_seconds,
    cast(t.ticket_resolution_seconds as bigint) as ticket_resolution_seconds,
    cast(t.ticket_resolution_business_seconds as bigint) as ticket_resolution_business_seconds,
    -- null: no status events, or opened by us and never answered; 0: the customer never had to wait
    case when f.waits_from_at is not null then cast(coalesce(t.wait_seconds, 0) as bigint) end as customer_wait_seconds_by_status,
    case when f.waits_from_at is not null then cast(coalesce(t.wait_business_seconds, 0) as bigint) end
        as customer_wait_business_seconds_by_status
from facts as f
left join totals as t on t.ticket_key = f.ticket_key
