-- One row is one ended contact about something other than a refund or a cancellation, and whether one followed.
-- grain: contact_key
-- kept: view
-- Window: refund_hours (7 d) after the ending was recorded. Threshold: one order of the customer refunded or cancelled.
with orders_known as (
    select
        s.namespace,
        min(s.window_through) as orders_through
    from int_sources as s
    where s.has_orders
    group by s.namespace
),

closing as (
    select
        c.contact_key,
        c.recorded_at + p.refund_hours * interval '1' hour as window_end,
        coalesce(c.recorded_at + p.refund_hours * interval '1' hour <= k.orders_through, false) as is_matured,
        r.taken_back_at
    from int_contacts as c
    cross join settings as p
    inner join orders_known as k on k.namespace = c.namespace
    left join int_refunds_after as r on r.contact_key = c.contact_key
    where c.recorded_at is not null
        and not c.is_excluded
        and c.is_identified
        and c.issue_category is not null
        and not (
            lower(c.issue_category) like '%refund%'
            or lower(c.issue_category) like '%cancel%'
            or lower(c.issue_category) like '%money back%'
            or c.issue_category like '%退款%'
            or c.issue_category like '%退货%'
            or c.issue_category like '%取消%'
        )
)

select
    k.contact_key,
    not k.is_matured as is_pending,
    k.is_matured and k.taken_back_at is not null as is_fired,
    cast(null as bigint) as fired_row_id,
    case when k.is_matured then k.taken_back_at end as fired_at,
    case when k.is_matured then coalesce(k.taken_back_at, k.window_end) end as known_at
from closing as k
