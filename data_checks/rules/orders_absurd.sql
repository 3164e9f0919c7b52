-- One row is an order of a negative amount, or undone before it was paid.
-- grain: import_id, file_number, line
select
    r.source,
    r.order_id,
    r.paid_at,
    r.refunded_at,
    r.cancelled_at,
    r._import as import_id,
    r._file as file_number,
    r._line as line
from current_orders as r
where r.amount < 0 or r.refunded_at < r.paid_at or r.cancelled_at < r.paid_at
