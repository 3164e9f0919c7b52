-- One row is one ended contact after which its customer's order was refunded or cancelled within the window.
-- grain: contact_key
with taken_back as (
    select
        s.namespace,
        o.customer_id,
        case
            when o.cancelled_at is null or o.refunded_at < o.cancelled_at then o.refunded_at
            else o.cancelled_at
        end as taken_back_at
    from stg_orders as o
    inner join int_sources as s on s.source = o.source
    where o.refunded_at is not null or o.cancelled_at is not null
)

select
    c.contact_key,
    min(t.taken_back_at) as taken_back_at
from int_contacts as c
cross join settings as p
inner join taken_back as t on t.namespace = c.namespace and t.customer_id = c.customer_id
where c.is_identified
    and not c.is_excluded
    and t.taken_back_at > c.ended_at
    and t.taken_back_at <= c.recorded_at + p.refund_hours * interval '1' hour
group by c.contact_key
