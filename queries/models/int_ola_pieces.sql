-- One row is one stretch in which a promise's clock runs, under one schedule, with the seconds it adds up to.
-- grain: contact_key, ticket_key, measure, starts_at
-- First response runs without pause. Resolution pauses while waiting on the customer; customer_wait whenever the
-- customer is not waiting for us. From the moment looked at (fulfilment, else data_through) it runs on for ever, which
-- is the open stretch without an end: it tells when the target would be used up if nothing paused any more. is_used:
-- time that did pass, not that thought.
with asked as (
    select
        g.contact_key,
        g.ticket_key,
        g.measure,
        g.clock,
        g.target_seconds,
        g.starts_at,
        case
            when coalesce(g.fulfilled_at, g.data_through) > g.starts_at then coalesce(g.fulfilled_at, g.data_through)
            else g.starts_at
        end as as_of
    from int_ola_targets as g
    where g.target_seconds is not null
),

pausing_tickets as (
    select distinct p.ticket_key
    from int_status_spans as p
),

running as (
    select
        a.contact_key,
        a.ticket_key,
        a.measure,
        a.clock,
        a.target_seconds,
        a.as_of,
        case when p.starts_at > a.starts_at then p.starts_at else a.starts_at end as starts_at,
        case when p.ends_at < a.as_of then p.ends_at else a.as_of end as ends_at,
        false as is_open
    from asked as a
    inner join int_status_spans as p on p.ticket_key = a.ticket_key
    where a.measure <> 'first_response'
        and a.starts_at < a.as_of
        and p.starts_at < a.as_of
        and p.ends_at > a.starts_at
        and p.status <> 'waiting_customer'
        and (a.measure = 'resolution' or p.status in ('new', 'open', 'waiting_third_party'))
    union all
    select
        a.contact_key,
        a.ticket_key,
        a.measure,
        a.clock,
        a.target_seconds,
        a.as_of,
        a.starts_at,
        a.as_of as ends_at,
        false as is_open
    from asked as a
    left join pausing_tickets as k on k.ticket_key = a.ticket_key
    where (a.measure = 'first_response' or k.ticket_key is null) and a.starts_at < a.as_of
    union all
    select
        a.contact_key,
        a.ticket_key,
        a.measure,
        a.clock,
        a.target_seconds,
        a.as_of,
        a.as_of as starts_at,
        timestamp '9999-01-01 00:00:00' as ends_at,
        true as is_open
    from asked as a
),

-- the business clock goes by one schedule at a time
scheduled as (
    select
        r.contact_key,
        r.ticket_key,
        r.measure,
        r.clock,
        r.target_seconds,
        r.as_of,
        t.schedule_id,
        case when t.from_at > r.starts_at then t.from_at else r.starts_at end as starts_at,
        case when t.until_at < r.ends_at then t.until_at else r.ends_at end as ends_at,
        r.is_open
    from running as r
    inner join int_ticket_schedules as t on t.ticket_key = r.ticket_key
    where r.clock = 'business' and t.from_at < r.ends_at and t.until_at > r.starts_at
),

marks as (
    select s.contact_key, s.ticket_key, s.measure, s.schedule_id, s.starts_at, s.starts_at as at, true as is_start
    from scheduled as s
    union all
    select s.contact_key, s.ticket_key, s.measure, s.schedule_id, s.starts_at, s.ends_at as at, false as is_start
    from scheduled as s
    where s.ends_at < timestamp '9999-01-01 00:00:00'
),

needs as (
    select
        m.contact_key,
        m.ticket_key,
        m.measure,
        m.starts_at,
        coalesce(sum(case when m.is_start then
            d.base_seconds + case
                when m.at <= d.opens_at then 0
                when m.at >= d.closes_at then d.length_seconds
                else date_diff('second', d.opens_at, m.at)
            end
        end), 0) as need_from,
        sum(case when not m.is_start then
            d.base_seconds + case
                when m.at <= d.opens_at then 0
                when m.at >= d.closes_at then d.length_seconds
                else date_diff('second', d.opens_at, m.at)
            end
        end) as need_until
    from marks as m
    inner join int_calendar_days as d on d.schedule_id = m.schedule_id and d.utc_day = cast(m.at as date)
    group by m.contact_key, m.ticket_key, m.measure, m.starts_at
)

select
    r.contact_key,
    r.ticket_key,
    r.measure,
    cast(null as string) as schedule_id,
    r.target_seconds,
    r.starts_at,
    r.is_open,
    r.starts_at < r.as_of as is_used,
    cast(null as bigint) as need_from,
    case when not r.is_open then date_diff('second', r.starts_at, r.ends_at) end as seconds
from running as r
where r.clock <> 'business'
union all
select
    s.contact_key,
    s.ticket_key,
    s.measure,
    s.schedule_id,
    s.target_seconds,
    s.starts_at,
    s.is_open and n.need_until is null as is_open,
    s.starts_at < s.as_of as is_used,
    cast(n.need_from as bigint) as need_from,
    cast(n.need_until - n.need_from as bigint) as seconds
from scheduled as s
inner join needs as n
    on n.contact_key = s.contact_key
    and n.ticket_key = s.ticket_key
    and n.measure = s.measure
    and n.starts_at = s.starts_at
