-- One row is one move of a ticket into, again into, or out of being done.
-- grain: ticket_key, at, seq, row_id, kind
-- open_change is what the move does to the number of open tickets: -1 done, +1 no longer done, 0 done already
-- (solved -> closed: no second ending, but it ends a contact that a message on the solved ticket opened).
with session_ends as (
    select
        e.source,
        e.ticket_key,
        e.row_id,
        e.at,
        e.seq,
        e.actor_type,
        row_number() over (
            partition by e.ticket_key order by e.at nulls first, e.seq nulls first, e.row_id nulls first
        ) as ordinal
    from stg_ticket_events as e
    where e.event_type = 'session_end'
),

-- session_end counts only where a ticket has no status of its own
sessions_without_status as (
    select s.source, s.ticket_key, s.row_id, s.at, s.seq, s.actor_type, s.ordinal
    from session_ends as s
    where
        not exists (select 1 from int_status_changes as c where c.ticket_key = s.ticket_key)
        and not exists (
            select 1 from stg_tickets as t where t.ticket_key = s.ticket_key and t.status is not null
        )
)

select
    c.source,
    c.ticket_key,
    c.row_id,
    c.at,
    c.seq,
    case when c.is_out_of_done then 'out' else 'done' end as kind,
    case when c.is_into_done then -1 when c.is_out_of_done then 1 else 0 end as open_change,
    coalesce(c.actor_type, 'unknown') as actor_type
from int_status_changes as c
where c.is_out_of_done or c.to_status in ('solved', 'closed')
union all
select
    s.source,
    s.ticket_key,
    s.row_id,
    s.at,
    s.seq,
    'done' as kind,
    case when s.ordinal = 1 then -1 else 0 end as open_change,
    coalesce(s.actor_type, 'unknown') as actor_type
from sessions_without_status as s
