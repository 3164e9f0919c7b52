-- One row is the newest version of one step of one customer before or around a contact.
-- grain: row_id
select
    r.source,
    r.ticket_key,
    r._row_id as row_id,
    r.customer_id,
    r.at,
    r.stage,
    r.kind,
    r.entry_point,
    r.item,
    r.outcome,
    r.ticket_id,
    r._exported_at as exported_at
from raw_touchpoints as r
where not exists (select 1 from superseded_touchpoints as s where s.row_id = r._row_id)
