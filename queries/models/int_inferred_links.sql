-- One row is one human ticket linked to the bot session it came from, though neither names the other.
-- grain: ticket_key
-- The nearest bot session of the same customer that asked for a handoff within handoff_link_minutes before, one to one,
-- between channel pairs of the settings; never for null, anonymous or shared ids, never where either has a parent.
with candidates as (
    select t.ticket_key, t.source, k.namespace, t.customer_id, t.channel, t.created_at
    from stg_tickets as t
    inner join int_tickets as k on k.ticket_key = t.ticket_key
    where
        t.customer_id is not null
        and t.parent_ticket_id is null
        and k.exclude_reason is null
        and exists (
            select 1 from link_channels as c where c.bot_channel = t.channel or c.human_channel = t.channel
        )
        and lower(trim(t.customer_id)) not in ('', 'anonymous', 'guest', 'visitor', 'unknown', '匿名', '游客')
),

-- a shared id opens too many tickets in too few days; only customers with that many are looked at
frequent as (
    select t.namespace, t.customer_id
    from int_tickets as t
    cross join settings
    where t.customer_id is not null
    group by t.namespace, t.customer_id, settings.shared_customer_limit
    having count(*) > settings.shared_customer_limit
),

numbered as (
    select
        t.namespace,
        t.customer_id,
        t.created_at,
        t.created_at + settings.shared_customer_days * interval '24' hour as until_at,
        settings.shared_customer_limit as most,
        row_number() over (
            partition by t.namespace, t.customer_id order by t.created_at nulls first, t.ticket_key nulls first
        ) as number
    from int_tickets as t
    inner join frequent as f on f.namespace = t.namespace and f.customer_id = t.customer_id
    cross join settings
),

shared as (
    select distinct a.namespace, a.customer_id
    from numbered as a
    inner join numbered as b
        on b.namespace = a.namespace and b.customer_id = a.customer_id and b.number = a.number + a.most
    where b.created_at < a.until_at
),

asked as (
    select e.ticket_key, e.at as asked_at
    from stg_ticket_events as e
    where e.event_type = 'handoff'
),

pairs as (
    select
        h.source,
        h.ticket_key,
        h.created_at,
        b.ticket_key as bot_ticket_key,
        a.asked_at
    from candidates as h
    cross join settings
    inner join candidates as b
        on b.namespace = h.namespace and b.customer_id = h.customer_id and b.ticket_key <> h.ticket_key
    inner join link_channels as c on c.bot_channel = b.channel and c.human_channel = h.channel
    inner join asked as a on a.ticket_key = b.ticket_key
    where
        a.asked_at <= h.created_at
        and h.created_at <= a.asked_at + settings.handoff_link_seconds * interval '1' second
        and not exists (select 1 from int_parents as p where p.parent_ticket_key = b.ticket_key)
        and not exists (
            select 1 from shared as s where s.namespace = h.namespace and s.customer_id = h.customer_id
        )
),

nearest as (
    select p.source, p.ticket_key, p.created_at, p.bot_ticket_key, p.asked_at
    from pairs as p
    qualify row_number() over (
        partition by p.ticket_key order by p.asked_at desc nulls last, p.bot_ticket_key nulls first
    ) = 1
)

select n.source, n.ticket_key, n.bot_ticket_key as parent_ticket_key
from nearest as n
qualify row_number() over (
    partition by n.bot_ticket_key order by n.created_at nulls first, n.ticket_key nulls first
) = 1
