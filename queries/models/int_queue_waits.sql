-- One row is one contact that entered a queue: from first entering to a human action, to leaving, or still waiting.
-- grain: contact_key
-- Answered and abandoned in the same second: answered, for somebody was there.
with entered as (
    select e.contact_key, min(e.at) as entered_at
    from int_contact_events as e
    where e.event_type = 'queue_enter'
    group by e.contact_key
),

acted as (
    select t.contact_key, min(t.at) as acted_at
    from entered as e
    inner join int_contact_steps as t on t.contact_key = e.contact_key
    where t.is_action and t.at >= e.entered_at
    group by t.contact_key
),

leavings as (
    select x.contact_key, min(x.at) as left_at
    from entered as e
    inner join int_contact_events as x on x.contact_key = e.contact_key
    where x.event_type = 'queue_exit' and x.at >= e.entered_at
    group by x.contact_key
),

clocks as (
    select
        e.contact_key,
        e.entered_at,
        a.acted_at,
        -- what ended without a human and without leaving was left to end: nobody waits there any more
        coalesce(l.left_at, c.ended_at) as left_at,
        s.data_through
    from entered as e
    inner join int_contacts as c on c.contact_key = e.contact_key
    inner join int_sources as s on s.source = c.source
    left join acted as a on a.contact_key = e.contact_key
    left join leavings as l on l.contact_key = e.contact_key
),

ends as (
    select
        k.contact_key,
        k.entered_at,
        case
            when k.acted_at is not null and (k.left_at is null or k.acted_at <= k.left_at) then 'answered'
            when k.left_at is not null then 'abandoned'
            else 'waiting'
        end as queue_wait_end,
        k.acted_at,
        k.left_at,
        k.data_through
    from clocks as k
),

timed as (
    select
        n.contact_key,
        n.entered_at,
        n.queue_wait_end,
        date_diff(
            'second',
            n.entered_at,
            case n.queue_wait_end when 'answered' then n.acted_at when 'abandoned' then n.left_at else n.data_through end
        ) as seconds
    from ends as n
)

select
    d.contact_key,
    d.entered_at,
    case when d.seconds > 0 then d.seconds else 0 end as queue_wait_seconds,
    d.queue_wait_end,
    d.queue_wait_end = 'answered' and d.seconds <= p.service_level_seconds as is_within_service_level
from timed as d
cross join settings as p
