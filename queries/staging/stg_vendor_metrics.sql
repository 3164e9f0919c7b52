-- One row is the newest version of one of the source's own counters for one ticket.
-- grain: source, ticket_id, metric
select
    r.source,
    r.ticket_key,
    r._row_id as row_id,
    r.ticket_id,
    r.metric,
    r.value,
    r.unit,
    r._exported_at as exported_at
from raw_vendor_metrics as r
where not exists (select 1 from superseded_vendor_metrics as s where s.row_id = r._row_id)
