-- One row is one event of one contact.
-- grain: contact_key, ordinal
select
    l.contact_key,
    e.source,
    e.ticket_key,
    e.row_id,
    e.at,
    e.seq,
    row_number() over (
        partition by l.contact_key order by e.at nulls first, e.seq nulls first, e.row_id nulls first
    ) as ordinal,
    e.event_type,
    e.old_value,
    e.new_value,
    e.actor_id,
    e.actor_type,
    e.reason,
    e.is_derived,
    l.leg_number
from stg_ticket_events as e
inner join int_leg_spans as l
    on l.ticket_key = e.ticket_key
    and (l.from_at is null or e.at >= l.from_at)
    and (l.to_at is null or e.at < l.to_at)
