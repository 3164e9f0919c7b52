-- One row is the newest version of one order.
-- grain: source, order_id
select
    r.source,
    r._row_id as row_id,
    r.order_id,
    r.customer_id,
    r.paid_at,
    r.amount,
    r.currency,
    r.product,
    r.refunded_at,
    r.cancelled_at,
    r._exported_at as exported_at
from raw_orders as r
where not exists (select 1 from superseded_orders as s where s.row_id = r._row_id)
