-- One row is one contact, summed over its legs: who served it, in which order, and who last.
-- grain: contact_key
-- A human leg without a human action does not count as one; a bot leg counts with a customer message and a bot reply.
with firsts as (
    select
        l.contact_key,
        bool_or(l.is_real) filter (where l.handler = 'bot') as has_bot_leg,
        bool_or(l.is_real) filter (where l.handler = 'human') as has_human_leg,
        count(*) filter (where l.handler = 'human' and l.is_real) as human_legs,
        min(l.leg_number) filter (where l.handler = 'human' and l.is_real) as first_human_leg,
        max(l.leg_number) filter (where l.handler = 'human' and l.is_real) as last_human_leg,
        min(l.leg_number) filter (where l.handler = 'human' and l.team_id is not null) as first_team_leg,
        min(l.started_at) filter (
            where l.handler = 'human' and l.started_by in ('handoff', 'author_change')
        ) as first_handoff_at,
        max(l.last_human_action_at) as last_human_action_at,
        min(l.first_human_reply_at) as first_human_reply_at
    from int_legs as l
    group by l.contact_key
),

first_actions as (
    select f.contact_key, l.first_human_action_at
    from firsts as f
    inner join int_legs as l on l.contact_key = f.contact_key and l.leg_number = f.first_human_leg
),

-- a transfer: a transfer event, or a new human assignee or team after the first human action
transfers as (
    select e.contact_key, count(distinct e.at) as transfers
    from int_contact_events as e
    inner join first_actions as a on a.contact_key = e.contact_key
    where
        e.event_type = 'transfer'
        or e.event_type in ('assignee', 'team')
        and e.old_value is not null
        and e.new_value is not null
        and e.old_value <> e.new_value
        and e.at > a.first_human_action_at
    group by e.contact_key
),

linked_transfers as (
    select t.contact_key, count(*) as transfers
    from int_contact_tickets as t
    where t.relation = 'agent_transfer' and t.since_at is null
    group by t.contact_key
)

select
    f.contact_key,
    coalesce(f.has_bot_leg, false) as has_bot_leg,
    coalesce(f.has_human_leg, false) as has_human_leg,
    f.human_legs,
    z.agent_id as last_human_agent_id,
    z.team_id as last_human_team_id,
    a.team_id as first_team_id,
    coalesce(x.transfers, 0) + coalesce(k.transfers, 0) as transfers,
    f.first_handoff_at,
    case when f.last_human_action_at >= f.first_handoff_at then f.first_handoff_at end as handoff_at,
    f.first_human_reply_at,
    case
        when f.has_bot_leg and f.has_human_leg then 'bot_then_human'
        when f.has_human_leg then 'human'
        when f.has_bot_leg then 'bot'
        else 'unknown'
    end as handled_by
from firsts as f
left join int_legs as z on z.contact_key = f.contact_key and z.leg_number = f.last_human_leg
left join int_legs as a on a.contact_key = f.contact_key and a.leg_number = f.first_team_leg
left join transfers as x on x.contact_key = f.contact_key
left join linked_transfers as k on k.contact_key = f.contact_key
