-- One row is one of the source's own counters for one ticket that counts, in its newest version: reconciliation only.
-- grain: source, ticket_id, metric
select
    v.source,
    v.ticket_id,
    v.ticket_key,
    t.contact_key,
    t.contact_id,
    t.created_on,
    v.metric,
    v.value,
    v.unit
from stg_vendor_metrics as v
inner join mart_tickets as t on t.ticket_key = v.ticket_key
