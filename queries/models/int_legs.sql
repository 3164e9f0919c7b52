-- One row is one leg: a stretch of one ticket under one kind of handler and one team.
-- grain: contact_key, leg_number
-- A human action is a message, a note, or a change of status or category by a human. Sources without messages rarely say
-- who acted: there a ticket that has an agent or a first response was acted on.
with said as (
    select
        m.contact_key,
        m.leg_number,
        count(*) filter (where m.author_type = 'customer' and m.is_public) as customer_messages,
        count(*) filter (where m.author_type = 'bot' and m.is_public) as bot_replies,
        count(*) filter (where m.author_type = 'human' and m.is_public) as human_replies,
        min(m.at) filter (where m.author_type = 'human' and m.is_public) as first_human_reply_at,
        min(m.at) filter (where m.author_type = 'human') as first_human_message_at,
        max(m.at) filter (where m.author_type = 'human') as last_human_message_at,
        max_by(m.author_id, m.ordinal) filter (
            where m.author_type = 'human' and m.author_id is not null
        ) as last_author_id
    from int_contact_messages as m
    group by m.contact_key, m.leg_number
),

done as (
    select
        e.contact_key,
        e.leg_number,
        min(e.at) as first_event_at,
        max(e.at) as last_event_at,
        max_by(e.actor_id, e.ordinal) filter (where e.actor_id is not null) as last_actor_id
    from int_contact_events as e
    where e.actor_type = 'human' and e.event_type in ('status', 'category')
    group by e.contact_key, e.leg_number
),

teams as (
    select l.contact_key, l.leg_number, max_by(p.team_id, p.place) as team_id
    from int_leg_spans as l
    inner join int_team_spans as p
        on p.ticket_key = l.ticket_key
        and (p.since_at is null or p.since_at <= l.started_at)
        and (p.until_at is null or p.until_at > l.started_at)
    group by l.contact_key, l.leg_number
),

acted as (
    select
        l.contact_key,
        l.source,
        l.ticket_key,
        l.leg_number,
        l.handler,
        l.started_at,
        l.started_by,
        l.to_at,
        l.is_last_on_ticket,
        x.has_messages,
        t.agent_id as ticket_agent_id,
        t.team_id as ticket_team_id,
        case when not x.has_messages and l.handler = 'human' and l.is_last_on_ticket
            then coalesce(t.first_response_at, case when t.agent_id is not null then l.started_at end)
        end as assumed_action_at,
        case when not x.has_messages and l.handler = 'human' and l.is_last_on_ticket then t.first_response_at
        end as told_reply_at,
        p.team_id as span_team_id,
        coalesce(s.customer_messages, 0) as customer_messages,
        coalesce(s.bot_replies, 0) as bot_replies,
        coalesce(s.human_replies, 0) as human_replies,
        s.first_human_reply_at,
        s.last_author_id,
        d.last_actor_id,
        case
            when s.first_human_message_at is null then d.first_event_at
            when d.first_event_at < s.first_human_message_at then d.first_event_at
            else s.first_human_message_at
        end as first_action_at,
        case
            when s.last_human_message_at is null then d.last_event_at
            when d.last_event_at > s.last_human_message_at then d.last_event_at
            else s.last_human_message_at
        end as last_action_at,
        coalesce(d.last_event_at > s.last_human_message_at, s.last_human_message_at is null) as is_event_last
    from int_leg_spans as l
    inner join int_sources as x on x.source = l.source
    inner join stg_tickets as t on t.ticket_key = l.ticket_key
    left join said as s on s.contact_key = l.contact_key and s.leg_number = l.leg_number
    left join done as d on d.contact_key = l.contact_key and d.leg_number = l.leg_number
    left join teams as p on p.contact_key = l.contact_key and p.leg_number = l.leg_number
),

named as (
    select
        a.contact_key,
        a.source,
        a.ticket_key,
        a.leg_number,
        a.handler,
        a.started_at,
        a.started_by,
        a.to_at,
        a.has_messages,
        a.span_team_id,
        a.ticket_team_id,
        a.customer_messages,
        a.bot_replies,
        a.human_replies,
        coalesce(a.first_human_reply_at, a.told_reply_at) as first_human_reply_at,
        coalesce(a.first_action_at, a.assumed_action_at) as first_human_action_at,
        coalesce(a.last_action_at, a.assumed_action_at) as last_human_action_at,
        case
            when a.handler <> 'human' or coalesce(a.first_action_at, a.assumed_action_at) is null then null
            else coalesce(
                case when a.is_event_last then a.last_actor_id end,
                a.last_author_id,
                a.last_actor_id,
                case when a.is_last_on_ticket then a.ticket_agent_id end
            )
        end as agent_id
    from acted as a
)

select
    n.contact_key,
    n.source,
    n.ticket_key,
    n.leg_number,
    n.handler,
    case when n.handler = 'human' then coalesce(n.span_team_id, n.ticket_team_id, g.team_id) end as team_id,
    n.agent_id,
    n.started_at,
    coalesce(n.to_at, c.recorded_at) as ended_at,
    n.started_by,
    n.first_human_action_at,
    n.last_human_action_at,
    n.first_human_reply_at,
    n.first_human_action_at is not null as has_human_action,
    n.customer_messages,
    n.bot_replies,
    n.human_replies,
    case
        when n.handler = 'human' then n.first_human_action_at is not null
        else not n.has_messages or n.customer_messages > 0 and n.bot_replies > 0
    end as is_real
from named as n
inner join int_contacts as c on c.contact_key = n.contact_key
left join stg_agents as g on g.source = n.source and g.agent_id = n.agent_id
