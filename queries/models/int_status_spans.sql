-- One row is one stretch of a ticket in one status, known from its status events; the last one runs to data_through.
-- grain: ticket_key, starts_at, status
with event_tickets as (
    select distinct e.ticket_key
    from stg_ticket_events as e
    where e.event_type = 'status'
),

changes as (
    select
        c.source,
        c.ticket_key,
        c.ordinal,
        c.at,
        c.from_status,
        c.to_status,
        lead(c.at) over (partition by c.ticket_key order by c.ordinal asc nulls last) as next_at
    from int_status_changes as c
    inner join event_tickets as e on e.ticket_key = c.ticket_key
),

spans as (
    select
        c.source,
        c.ticket_key,
        c.to_status as status,
        c.at as starts_at,
        coalesce(c.next_at, s.data_through) as ends_at
    from changes as c
    inner join int_sources as s on s.source = c.source
    union all
    -- before its first change a ticket was in the status that it left; a ticket begins as new
    select
        c.source,
        c.ticket_key,
        coalesce(c.from_status, 'new') as status,
        t.created_at as starts_at,
        c.at as ends_at
    from changes as c
    inner join stg_tickets as t on t.ticket_key = c.ticket_key
    where c.ordinal = 1
)

select
    p.source,
    p.ticket_key,
    p.status,
    p.starts_at,
    p.ends_at
from spans as p
where p.starts_at < p.ends_at
