-- One row is the newest version of one customer.
-- grain: source, customer_id
select
    r.source,
    r._row_id as row_id,
    r.customer_id,
    r.first_seen_at,
    r.segment,
    r.locale,
    r.lifecycle_stage,
    r._exported_at as exported_at
from raw_customers as r
where not exists (select 1 from superseded_customers as s where s.row_id = r._row_id)
