-- One row is one promise on one ticket of a contact: the target, when its clock starts, what fulfils it.
-- grain: contact_key, ticket_key, measure
-- Target: the ticket's policy at its priority at creation; where that promises nothing, the ticket's own due time.
-- The opening of a contact starts the clock as a new ticket would: a return is promised again. A bot's time is not
-- ours to promise: where a bot served first, the clock starts with the first human leg of the ticket.
with priority_changes as (
    select
        e.ticket_key,
        coalesce(e.old_value, e.new_value) as priority,
        row_number() over (
            partition by e.ticket_key order by e.at asc nulls last, e.seq asc nulls last, e.row_id asc nulls last
        ) as ordinal
    from stg_ticket_events as e
    where e.event_type = 'priority'
),

leg_starts as (
    select
        g.contact_key,
        g.ticket_key,
        bool_or(g.handler = 'bot') as has_bot,
        bool_or(g.handler = 'human') as has_human,
        min(g.started_at) filter (where g.handler = 'human') as human_from_at
    from int_legs as g
    group by g.contact_key, g.ticket_key
),

promised as (
    select
        c.contact_key,
        c.source,
        k.ticket_key,
        c.number,
        t.channel,
        t.policy_id,
        coalesce(r.priority, t.priority) as priority,
        t.first_response_due_at,
        t.resolution_due_at,
        case
            when g.has_bot and g.human_from_at is not null then g.human_from_at
            when c.number = 1 or t.created_at >= c.opened_at then t.created_at
            else c.opened_at
        end as opened_at,
        c.initiated_by in ('customer', 'unknown') as is_by_customer,
        q.asked_at,
        c.ended_at,
        s.data_through
    from int_contacts as c
    inner join int_sources as s on s.source = c.source
    inner join int_contact_tickets as k on k.contact_key = c.contact_key
    inner join stg_tickets as t on t.ticket_key = k.ticket_key
    left join priority_changes as r on r.ticket_key = k.ticket_key and r.ordinal = 1
    left join leg_starts as g on g.contact_key = k.contact_key and g.ticket_key = k.ticket_key
    left join int_first_questions as q on q.contact_key = c.contact_key
    where (t.policy_id is not null or t.first_response_due_at is not null or t.resolution_due_at is not null)
        and not (coalesce(g.has_bot, false) and not coalesce(g.has_human, false))
        -- of the chain's tickets those that began in this contact, and the one it opened on again
        and (
            k.is_opening_ticket
            or ((k.since_at is null or t.created_at >= k.since_at) and (k.until_at is null or t.created_at < k.until_at))
        )
),

-- opened by us: nothing is owed before the customer has asked
started as (
    select
        p.contact_key,
        p.source,
        p.ticket_key,
        p.number,
        p.channel,
        p.policy_id,
        p.priority,
        p.first_response_due_at,
        p.resolution_due_at,
        case when p.is_by_customer then p.opened_at else p.asked_at end as starts_at,
        p.ended_at,
        p.data_through
    from promised as p
    where p.is_by_customer or p.asked_at is not null
),

by_policy as (
    select
        b.contact_key,
        b.ticket_key,
        o.measure,
        o.policy_id,
        coalesce(o.clock, 'calendar') as clock,
        cast(round(o.target_minutes * 60) as bigint) as target_seconds
    from started as b
    inner join stg_ola_policies as o on o.source = b.source and o.policy_id = b.policy_id
    where (o.priority is null or o.priority = b.priority)
        and (o.channel is null or o.channel = b.channel)
        and (o.valid_from is null or o.valid_from <= b.starts_at)
        and (o.valid_to is null or o.valid_to > b.starts_at)
    -- the most particular promise holds
    qualify row_number() over (
        partition by b.contact_key, b.ticket_key, o.measure
        order by
            o.priority is null asc nulls last,
            o.channel is null asc nulls last,
            o.valid_from desc nulls last,
            o.row_id desc nulls last
    ) = 1
),

by_ticket as (
    select b.contact_key, b.ticket_key, 'first_response' as measure, b.first_response_due_at as due_at
    from started as b
    where b.first_response_due_at is not null and b.number = 1
    union all
    select b.contact_key, b.ticket_key, 'resolution' as measure, b.resolution_due_at as due_at
    from started as b
    where b.resolution_due_at is not null and b.number = 1
),

targets as (
    select
        y.contact_key,
        y.ticket_key,
        y.measure,
        y.policy_id,
        y.clock,
        y.target_seconds,
        cast(null as timestamp) as own_due_at
    from by_policy as y
    union all
    select
        w.contact_key,
        w.ticket_key,
        w.measure,
        cast(null as string) as policy_id,
        'calendar' as clock,
        cast(null as bigint) as target_seconds,
        w.due_at as own_due_at
    from by_ticket as w
    where not exists (
        select 1
        from by_policy as y
        where y.contact_key = w.contact_key and y.ticket_key = w.ticket_key and y.measure = w.measure
    )
),

-- the first public human reply after the clock started; a contact that ends before it is fulfilled by the ending
replies as (
    select b.contact_key, b.ticket_key, min(t.at) as replied_at
    from started as b
    inner join int_contact_steps as t on t.contact_key = b.contact_key
    inner join int_first_questions as q on q.contact_key = b.contact_key
    where t.is_reply and t.at >= b.starts_at and t.at >= q.asked_at
    group by b.contact_key, b.ticket_key
),

column_replies as (
    select b.contact_key, b.ticket_key, q.replied_at
    from started as b
    inner join int_first_questions as q on q.contact_key = b.contact_key
    inner join int_sources as s on s.source = b.source
    where not s.has_messages
)

select
    g.contact_key,
    g.ticket_key,
    g.measure,
    b.source,
    g.policy_id,
    b.priority,
    g.clock,
    g.target_seconds,
    g.own_due_at,
    b.starts_at,
    case
        when g.measure <> 'first_response' then b.ended_at
        when coalesce(r.replied_at, l.replied_at) is null then b.ended_at
        when b.ended_at < coalesce(r.replied_at, l.replied_at) then b.ended_at
        else coalesce(r.replied_at, l.replied_at)
    end as fulfilled_at,
    b.data_through
from targets as g
inner join started as b on b.contact_key = g.contact_key and b.ticket_key = g.ticket_key
left join replies as r on r.contact_key = g.contact_key and r.ticket_key = g.ticket_key
left join column_replies as l on l.contact_key = g.contact_key and l.ticket_key = g.ticket_key
where g.target_seconds > 0 or g.own_due_at is not null
