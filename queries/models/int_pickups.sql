-- One row is one contact that was assigned to a person and then picked up: first assignment to first human action.
-- grain: contact_key
with assigned as (
    select e.contact_key, min(e.at) as assigned_at
    from int_contact_events as e
    left join stg_agents as a on a.source = e.source and a.agent_id = e.new_value
    where e.event_type = 'assignee' and e.new_value is not null and coalesce(a.kind, 'human') = 'human'
    group by e.contact_key
),

acted as (
    select t.contact_key, min(t.at) as acted_at
    from assigned as a
    inner join int_contact_steps as t on t.contact_key = a.contact_key
    where t.is_action and t.at >= a.assigned_at
    group by t.contact_key
)

select
    a.contact_key,
    a.assigned_at,
    t.acted_at,
    date_diff('second', a.assigned_at, t.acted_at) as pickup_seconds
from assigned as a
inner join acted as t on t.contact_key = a.contact_key
