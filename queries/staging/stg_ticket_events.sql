-- One row is one thing that happened to one ticket: the source's own event, or a change between two of its updates.
-- grain: row_id
select
    r.source,
    r.ticket_key,
    r._row_id as row_id,
    r.ticket_id,
    r.at,
    r.seq,
    r.event_type,
    r.old_value,
    r.new_value,
    r.old_value_raw,
    r.new_value_raw,
    r.actor_id,
    r.actor_type,
    r.reason,
    r._exported_at as exported_at,
    false as is_derived
from raw_ticket_events as r
where not exists (select 1 from superseded_ticket_events as s where s.row_id = r._row_id)
union all
select
    t.source,
    t.ticket_key,
    t.row_id,
    t.ticket_id,
    t.at,
    t.seq,
    t.event_type,
    t.old_value,
    t.new_value,
    t.old_value_raw,
    t.new_value_raw,
    cast(null as string) as actor_id,
    cast(null as string) as actor_type,
    cast(null as string) as reason,
    t.exported_at,
    true as is_derived
from stg_snapshot_changes as t
