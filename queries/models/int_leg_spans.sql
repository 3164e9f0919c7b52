-- One row is one leg in time: from where to where on its ticket messages and events belong to it.
-- grain: contact_key, leg_number
-- from_at null: from the beginning. At the very second of a cut a human message belongs to the new leg, any other to the
-- old one (is_from_sharp and is_to_sharp: every message of that second belongs to what begins there).
with placed as (
    select
        c.contact_key,
        c.source,
        c.ticket_key,
        c.started_at,
        c.is_opening,
        c.started_by,
        c.handler,
        c.since_at,
        c.until_at,
        cast(row_number() over (
            partition by c.contact_key
            order by
                c.started_at nulls first, c.is_opening desc nulls last, c.handler nulls first, c.ticket_key nulls first
        ) as integer) as leg_number,
        lead(c.started_at) over (
            partition by c.contact_key, c.ticket_key
            order by c.is_opening desc nulls last, c.started_at nulls first, c.ticket_key nulls first
        ) as next_started_at,
        lead(c.started_by) over (
            partition by c.contact_key, c.ticket_key
            order by c.is_opening desc nulls last, c.started_at nulls first, c.ticket_key nulls first
        ) as next_started_by
    from int_leg_cuts as c
)

select
    p.contact_key,
    p.source,
    p.ticket_key,
    p.leg_number,
    p.handler,
    p.started_at,
    p.started_by,
    case when p.is_opening then p.since_at else p.started_at end as from_at,
    p.is_opening or p.started_by = 'author_change' as is_from_sharp,
    coalesce(p.next_started_at, p.until_at) as to_at,
    p.next_started_at is null or p.next_started_by = 'author_change' as is_to_sharp,
    p.next_started_at is null as is_last_on_ticket
from placed as p
