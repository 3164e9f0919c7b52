-- One row is the last update of one ticket that is known from its updates only.
-- grain: source, ticket_id
-- kept: table
select
    u.source,
    u.ticket_key,
    u.row_id,
    u.ticket_id,
    coalesce(u.created_at, min(u.at) over (partition by u.ticket_key)) as created_at,
    u.customer_id,
    u.channel,
    u.status,
    u.status_raw,
    u.first_response_at,
    u.solved_at,
    u.closed_at,
    u.agent_id,
    u.team_id,
    u.priority,
    u.issue_category,
    u.subject,
    u.tags,
    u.language,
    u.initiated_by,
    u.handled_by,
    u.parent_ticket_id,
    u.parent_relation,
    u.policy_id,
    u.schedule_id,
    u.first_response_due_at,
    u.resolution_due_at,
    u.entry_point,
    u.product,
    u.account_id,
    u.party,
    u.is_spam,
    u.exported_at
from stg_ticket_snapshots as u
where not exists (select 1 from raw_tickets as r where r.ticket_key = u.ticket_key)
qualify row_number() over (
    partition by u.ticket_key order by u.at desc nulls last, u.seq desc nulls last, u.row_id desc nulls last
) = 1
