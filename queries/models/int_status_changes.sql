-- One row is one real change of a ticket's status; a repeated status is no change, an unknown one neither.
-- grain: source, ticket_key, ordinal
-- From status events; the time columns speak where those never say that the ticket was done (by whom is then unknown).
with events as (
    select
        e.source,
        e.ticket_key,
        e.row_id,
        e.at,
        e.seq,
        coalesce(
            e.old_value,
            lag(e.new_value) over (
                partition by e.ticket_key order by e.at nulls first, e.seq nulls first, e.row_id nulls first
            )
        ) as from_status,
        e.new_value as to_status,
        e.actor_type,
        e.actor_id
    from stg_ticket_events as e
    where e.event_type = 'status' and e.new_value is not null
),

-- a ticket that is open now but still carries solved_at was opened again at an unknown time: no ending is known
timed_tickets as (
    select t.source, t.ticket_key, t.row_id, t.solved_at, t.closed_at
    from stg_tickets as t
    where
        coalesce(t.solved_at, t.closed_at) is not null
        and coalesce(t.status, 'closed') in ('solved', 'closed', 'deleted')
        and not exists (
            select 1 from events as e where e.ticket_key = t.ticket_key and e.to_status in ('solved', 'closed')
        )
),

times as (
    select
        t.source,
        t.ticket_key,
        t.row_id,
        t.solved_at as at,
        cast(null as string) as from_status,
        'solved' as to_status
    from timed_tickets as t
    where t.solved_at is not null
    union all
    select
        t.source,
        t.ticket_key,
        t.row_id,
        t.closed_at as at,
        case when t.solved_at <= t.closed_at then 'solved' end as from_status,
        'closed' as to_status
    from timed_tickets as t
    where t.closed_at is not null and (t.solved_at is null or t.solved_at <= t.closed_at)
),

changes as (
    select
        e.source, e.ticket_key, e.row_id, e.at, e.seq, e.from_status, e.to_status, e.actor_type, e.actor_id
    from events as e
    where e.from_status is distinct from e.to_status
    union all
    select
        t.source,
        t.ticket_key,
        t.row_id,
        t.at,
        cast(null as bigint) as seq,
        t.from_status,
        t.to_status,
        cast(null as string) as actor_type,
        cast(null as string) as actor_id
    from times as t
)

select
    c.source,
    c.ticket_key,
    c.row_id,
    c.at,
    c.seq,
    row_number() over (
        partition by c.ticket_key
        order by c.at nulls first, c.seq nulls first, c.row_id nulls first, c.to_status desc nulls first
    ) as ordinal,
    c.from_status,
    c.to_status,
    c.actor_type,
    c.actor_id,
    c.to_status in ('solved', 'closed') and coalesce(c.from_status, 'new') not in ('solved', 'closed') as is_into_done,
    coalesce(c.from_status, 'new') in ('solved', 'closed')
    and c.to_status not in ('solved', 'closed', 'deleted') as is_out_of_done
from changes as c
