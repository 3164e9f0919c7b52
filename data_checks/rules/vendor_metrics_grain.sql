-- One row is a key of mart_vendor_metrics that stands there more than once.
-- grain: source, ticket_id, metric
select r.source, r.ticket_id, r.metric, count(*) as copies
from mart_vendor_metrics as r
group by r.source, r.ticket_id, r.metric
having count(*) > 1
