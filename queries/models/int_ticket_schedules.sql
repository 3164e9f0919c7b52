-- One row is one stretch of a ticket under one schedule; several schedules of one ticket count in turn.
-- grain: ticket_key, from_at
-- A ticket without a schedule, or with one that the source never described, goes by the settings' own.
with changes as (
    select
        e.source,
        e.ticket_key,
        e.at,
        e.old_value,
        e.new_value,
        lead(e.at) over (
            partition by e.ticket_key order by e.at asc nulls last, e.seq asc nulls last, e.row_id asc nulls last
        ) as next_at,
        row_number() over (
            partition by e.ticket_key order by e.at asc nulls last, e.seq asc nulls last, e.row_id asc nulls last
        ) as ordinal
    from stg_ticket_events as e
    where e.event_type = 'schedule' and e.new_value is not null
),

stretches as (
    select
        c.source,
        c.ticket_key,
        c.new_value as schedule_id,
        c.at as from_at,
        coalesce(c.next_at, timestamp '9999-01-01 00:00:00') as until_at
    from changes as c
    union all
    select
        c.source,
        c.ticket_key,
        coalesce(c.old_value, c.new_value) as schedule_id,
        timestamp '1900-01-01 00:00:00' as from_at,
        c.at as until_at
    from changes as c
    where c.ordinal = 1
    union all
    select
        t.source,
        t.ticket_key,
        t.schedule_id,
        timestamp '1900-01-01 00:00:00' as from_at,
        timestamp '9999-01-01 00:00:00' as until_at
    from stg_tickets as t
    where not exists (select 1 from changes as c where c.ticket_key = t.ticket_key)
),

known as (
    select distinct d.schedule_id
    from calendar_spans as d
)

select
    s.source,
    s.ticket_key,
    coalesce(k.schedule_id, 'default') as schedule_id,
    s.from_at,
    s.until_at
from stretches as s
left join known as k on k.schedule_id = s.source || '/' || s.schedule_id
where s.from_at < s.until_at
