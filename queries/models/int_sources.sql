-- One row is one source: how far its records reach, which windows of it are closed, and what kind of rows it has.
-- grain: source
with newest as (
    select r.source, 'tickets' as table_name, r.created_at as record_at from raw_tickets as r
    union all
    select r.source, 'tickets' as table_name, r.first_response_at as record_at from raw_tickets as r
    union all
    select r.source, 'tickets' as table_name, r.solved_at as record_at from raw_tickets as r
    union all
    select r.source, 'tickets' as table_name, r.closed_at as record_at from raw_tickets as r
    union all
    select r.source, 'ticket_snapshots' as table_name, r.at as record_at from raw_ticket_snapshots as r
    union all
    select r.source, 'ticket_events' as table_name, r.at as record_at from raw_ticket_events as r
    union all
    select r.source, 'messages' as table_name, r.sent_at as record_at from raw_messages as r
    union all
    select r.source, 'ratings' as table_name, r.rated_at as record_at from raw_ratings as r
    union all
    select r.source, 'ratings' as table_name, r.invited_at as record_at from raw_ratings as r
),

-- a record dated after the build is a mistake (a check lists them) and must not close any window
newest_records as (
    select n.source, max(n.record_at) as newest_record_at
    from newest as n
    cross join settings
    where n.record_at <= settings.built_at
    group by n.source
),

table_exports as (
    select i.source, i.table_name, max(i.exported_at) as exported_at
    from imports as i
    where i.rows > 0
    group by i.source, i.table_name
),

-- a table whose export time is unknown reaches as far as the newest record of its source
reach as (
    select t.source, min(coalesce(t.exported_at, n.newest_record_at)) as data_through
    from table_exports as t
    left join newest_records as n on n.source = t.source
    where t.table_name in ('tickets', 'ticket_snapshots', 'ticket_events', 'messages')
    group by t.source
),

tables_there as (
    select
        t.source,
        bool_or(t.table_name = 'messages') as has_messages,
        bool_or(t.table_name in ('ticket_events', 'ticket_snapshots')) as has_events,
        bool_or(t.table_name = 'agent_activity') as has_activity,
        bool_or(t.table_name = 'ratings') as has_ratings,
        bool_or(t.table_name = 'orders') as has_orders,
        bool_or(t.table_name = 'customers') as has_customers
    from table_exports as t
    group by t.source
),

ticket_columns as (
    select
        t.source,
        bool_or(t.status is not null or t.solved_at is not null or t.closed_at is not null) as has_status,
        bool_or(t.issue_category is not null) as has_issues
    from stg_tickets as t
    group by t.source
),

event_kinds as (
    select
        e.source,
        bool_or(e.event_type = 'status') as has_status_events,
        bool_or(e.event_type = 'session_end') as has_session_end
    from stg_ticket_events as e
    where e.event_type in ('status', 'session_end')
    group by e.source
),

sources as (
    select
        s.source,
        s.namespace,
        s.is_archived,
        s.invites_known,
        coalesce(r.data_through, n.newest_record_at) as data_through,
        coalesce(c.has_status, false) or coalesce(e.has_status_events, false) as has_status,
        coalesce(e.has_session_end, false) as has_session_end,
        coalesce(t.has_messages, false) as has_messages,
        coalesce(t.has_events, false) as has_events,
        coalesce(c.has_issues, false) as has_issues,
        coalesce(t.has_activity, false) as has_activity,
        coalesce(t.has_ratings, false) as has_ratings,
        coalesce(t.has_orders, false) as has_orders,
        coalesce(t.has_customers, false) as has_customers
    from source_settings as s
    left join reach as r on r.source = s.source
    left join newest_records as n on n.source = s.source
    left join tables_there as t on t.source = s.source
    left join ticket_columns as c on c.source = s.source
    left join event_kinds as e on e.source = s.source
),

-- a customer may come back through any source of the namespace; one that is archived brings nobody any more
namespaces as (
    select s.namespace, min(s.data_through) as window_through
    from sources as s
    where not s.is_archived
    group by s.namespace
)

select
    s.source,
    s.namespace,
    s.is_archived,
    s.data_through,
    coalesce(n.window_through, s.data_through) as window_through,
    s.has_status,
    s.has_session_end,
    s.has_messages,
    s.has_events,
    s.has_issues,
    s.has_activity,
    s.has_ratings,
    s.has_orders,
    s.has_customers,
    s.invites_known
from sources as s
left join namespaces as n on n.namespace = s.namespace
