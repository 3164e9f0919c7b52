-- One row is the newest version of one customer asked after the fact.
-- grain: source, ticket_id, drawn_at
select
    r.source,
    r.ticket_key,
    r._row_id as row_id,
    r.ticket_id,
    r.drawn_at,
    r.ended_at,
    r.asked_at,
    r.answered_at,
    r.value_raw,
    r.scale,
    r.mode,
    r.asked_by,
    r.frame,
    r.note,
    r._exported_at as exported_at
from raw_follow_ups as r
where not exists (select 1 from superseded_follow_ups as s where s.row_id = r._row_id)
