-- One row is one change between two updates of one ticket, in a log with one row per update.
-- grain: row_id
-- kept: table
-- Derived over all newest updates at once, so that a log cut into daily files gives the same changes; an unknown
-- (null) value is no change. Their row_id starts at 2^62, above every stored row.
with status_steps as (
    select
        u.source,
        u.ticket_key,
        u.row_id * 8 as change_number,
        u.ticket_id,
        u.at,
        u.seq,
        'status' as event_type,
        lag(u.status) over (
            partition by u.ticket_key order by u.at nulls first, u.seq nulls first, u.row_id nulls first
        ) as old_value,
        u.status as new_value,
        lag(u.status_raw) over (
            partition by u.ticket_key order by u.at nulls first, u.seq nulls first, u.row_id nulls first
        ) as old_value_raw,
        u.status_raw as new_value_raw,
        u.exported_at
    from stg_ticket_snapshots as u
    where u.status is not null
),

assignee_steps as (
    select
        u.source,
        u.ticket_key,
        u.row_id * 8 + 1 as change_number,
        u.ticket_id,
        u.at,
        u.seq,
        'assignee' as event_type,
        lag(u.agent_id) over (
            partition by u.ticket_key order by u.at nulls first, u.seq nulls first, u.row_id nulls first
        ) as old_value,
        u.agent_id as new_value,
        cast(null as string) as old_value_raw,
        cast(null as string) as new_value_raw,
        u.exported_at
    from stg_ticket_snapshots as u
    where u.agent_id is not null
),

team_steps as (
    select
        u.source,
        u.ticket_key,
        u.row_id * 8 + 2 as change_number,
        u.ticket_id,
        u.at,
        u.seq,
        'team' as event_type,
        lag(u.team_id) over (
            partition by u.ticket_key order by u.at nulls first, u.seq nulls first, u.row_id nulls first
        ) as old_value,
        u.team_id as new_value,
        cast(null as string) as old_value_raw,
        cast(null as string) as new_value_raw,
        u.exported_at
    from stg_ticket_snapshots as u
    where u.team_id is not null
),

priority_steps as (
    select
        u.source,
        u.ticket_key,
        u.row_id * 8 + 3 as change_number,
        u.ticket_id,
        u.at,
        u.seq,
        'priority' as event_type,
        lag(u.priority) over (
            partition by u.ticket_key order by u.at nulls first, u.seq nulls first, u.row_id nulls first
        ) as old_value,
        u.priority as new_value,
        cast(null as string) as old_value_raw,
        cast(null as string) as new_value_raw,
        u.exported_at
    from stg_ticket_snapshots as u
    where u.priority is not null
),

category_steps as (
    select
        u.source,
        u.ticket_key,
        u.row_id * 8 + 4 as change_number,
        u.ticket_id,
        u.at,
        u.seq,
        'category' as event_type,
        lag(u.issue_category) over (
            partition by u.ticket_key order by u.at nulls first, u.seq nulls first, u.row_id nulls first
        ) as old_value,
        u.issue_category as new_value,
        cast(null as string) as old_value_raw,
        cast(null as string) as new_value_raw,
        u.exported_at
    from stg_ticket_snapshots as u
    where u.issue_category is not null
),

steps as (
    select
        status_steps.source,
        status_steps.ticket_key,
        status_steps.change_number,
        status_steps.ticket_id,
        status_steps.at,
        status_steps.seq,
        status_steps.event_type,
        status_steps.old_value,
        status_steps.new_value,
        status_steps.old_value_raw,
        status_steps.new_value_raw,
        status_steps.exported_at
    from status_steps
    union all
    select
        assignee_steps.source,
        assignee_steps.ticket_key,
        assignee_steps.change_number,
        assignee_steps.ticket_id,
        assignee_steps.at,
        assignee_steps.seq,
        assignee_steps.event_type,
        assignee_steps.old_value,
        assignee_steps.new_value,
        assignee_steps.old_value_raw,
        assignee_steps.new_value_raw,
        assignee_steps.exported_at
    from assignee_steps
    union all
    select
        team_steps.source,
        team_steps.ticket_key,
        team_steps.change_number,
        team_steps.ticket_id,
        team_steps.at,
        team_steps.seq,
        team_steps.event_type,
        team_steps.old_value,
        team_steps.new_value,
        team_steps.old_value_raw,
        team_steps.new_value_raw,
        team_steps.exported_at
    from team_steps
    union all
    select
        priority_steps.source,
        priority_steps.ticket_key,
        priority_steps.change_number,
        priority_steps.ticket_id,
        priority_steps.at,
        priority_steps.seq,
        priority_steps.event_type,
        priority_steps.old_value,
        priority_steps.new_value,
        priority_steps.old_value_raw,
        priority_steps.new_value_raw,
        priority_steps.exported_at
    from priority_steps
    union all
    select
        category_steps.source,
        category_steps.ticket_key,
        category_steps.change_number,
        category_steps.ticket_id,
        category_steps.at,
        category_steps.seq,
        category_steps.event_type,
        category_steps.old_value,
        category_steps.new_value,
        category_steps.old_value_raw,
        category_steps.new_value_raw,
        category_steps.exported_at
    from category_steps
)

select
    t.source,
    t.ticket_key,
    4611686018427387904 + t.change_number as row_id,
    t.ticket_id,
    t.at,
    t.seq,
    t.event_type,
    t.old_value,
    t.new_value,
    t.old_value_raw,
    t.new_value_raw,
    t.exported_at
from steps as t
where t.old_value is distinct from t.new_value
