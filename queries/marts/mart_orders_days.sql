-- One row is one local day of paid orders of one source, per product and currency.
-- grain: source, paid_on, product, currency
select
    r.source,
    cast(r.paid_at + o.offset_seconds * interval '1' second as date) as paid_on,
    r.product,
    r.currency,
    count(*) as orders,
    sum(r.amount) as amount,
    count(*) filter (where r.refunded_at is not null) as refunded_orders,
    count(*) filter (where r.cancelled_at is not null) as cancelled_orders
from stg_orders as r
left join int_day_offsets as o
    on o.utc_day = cast(r.paid_at as date) and r.paid_at >= o.from_utc and r.paid_at < o.until_utc
group by
    r.source,
    cast(r.paid_at + o.offset_seconds * interval '1' second as date),
    r.product,
    r.currency
