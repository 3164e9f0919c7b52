-- One row is a customer id with more tickets within the days of the settings than one person opens.
-- grain: source, customer_id
with opened as (
    select r.source, r.ticket_id, r.customer_id, r.created_at
    from ticket_rows as r
    where r.at is null and r.customer_id is not null
    union all
    select u.source, u.ticket_id, min(u.customer_id) as customer_id, min(coalesce(u.created_at, u.at)) as created_at
    from ticket_rows as u
    where u.at is not null and u.customer_id is not null
    group by u.source, u.ticket_id
),

often as (
    select o.source, o.customer_id
    from opened as o
    group by o.source, o.customer_id
    having count(*) > (select shared_customer_limit from settings)
),

ranked as (
    select
        o.source,
        o.customer_id,
        o.created_at,
        lag(o.created_at, (select cast(shared_customer_limit as integer) from settings)) over (
            partition by o.source, o.customer_id order by o.created_at nulls last, o.ticket_id nulls last
        ) as limit_before
    from opened as o
    inner join often as f on f.source = o.source and f.customer_id = o.customer_id
)

select k.source, k.customer_id, count(*) as tickets, min(k.created_at) as first_at, max(k.created_at) as last_at
from ranked as k
cross join settings as s
group by k.source, k.customer_id
having bool_or(k.created_at <= k.limit_before + s.shared_customer_days * interval '1' day)
