-- One row is one customer of one namespace: who they are, and whether the id can stand for one person.
-- grain: namespace, customer_id
-- Shared: more than shared_customer_limit contacts opened within any shared_customer_days.
with opened as (
    select t.namespace, t.customer_id, s.opened_at, s.root_ticket_key, s.number
    from int_contact_spans as s
    inner join int_tickets as t on t.ticket_key = s.root_ticket_key
    where t.customer_id is not null and t.exclude_reason is null
),

counted as (
    select o.namespace, o.customer_id, count(*) as contacts
    from opened as o
    group by o.namespace, o.customer_id
),

-- only customers with that many contacts at all need their dates looked at
numbered as (
    select
        o.namespace,
        o.customer_id,
        o.opened_at,
        o.opened_at + settings.shared_customer_days * interval '24' hour as until_at,
        settings.shared_customer_limit as most,
        row_number() over (
            partition by o.namespace, o.customer_id
            order by o.opened_at nulls first, o.root_ticket_key nulls first, o.number nulls first
        ) as place
    from opened as o
    inner join counted as c on c.namespace = o.namespace and c.customer_id = o.customer_id
    cross join settings
    where c.contacts > settings.shared_customer_limit
),

shared as (
    select distinct a.namespace, a.customer_id
    from numbered as a
    inner join numbered as b
        on b.namespace = a.namespace and b.customer_id = a.customer_id and b.place = a.place + a.most
    where b.opened_at < a.until_at
),

described as (
    select
        s.namespace,
        c.customer_id,
        max_by(c.segment, c.row_id) filter (where c.segment is not null) as segment,
        max_by(c.locale, c.row_id) filter (where c.locale is not null) as locale,
        max_by(c.lifecycle_stage, c.row_id) filter (where c.lifecycle_stage is not null) as lifecycle_stage,
        min(c.first_seen_at) as first_seen_at
    from stg_customers as c
    inner join int_sources as s on s.source = c.source
    group by s.namespace, c.customer_id
),

everybody as (
    select t.namespace, t.customer_id
    from int_tickets as t
    where t.customer_id is not null
    union
    select d.namespace, d.customer_id
    from described as d
)

select
    e.namespace,
    e.customer_id,
    row_number() over (order by e.namespace nulls first, e.customer_id nulls first) as customer_key,
    coalesce(c.contacts, 0) as contacts,
    h.customer_id is not null as is_shared,
    lower(trim(e.customer_id)) in ('', 'anonymous', 'guest', 'visitor', 'unknown', '匿名', '游客') as is_anonymous,
    d.segment,
    d.locale,
    d.lifecycle_stage,
    d.first_seen_at
from everybody as e
left join counted as c on c.namespace = e.namespace and c.customer_id = e.customer_id
left join shared as h on h.namespace = e.namespace and h.customer_id = e.customer_id
left join described as d on d.namespace = e.namespace and d.customer_id = e.customer_id
