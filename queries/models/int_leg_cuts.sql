-- One row is one beginning of a leg: of a ticket's first in a contact, or where it is cut.
-- grain: contact_key, ticket_key, started_at, is_opening
-- Cut at handoff, transfer and change of team; without handoff or transfer where a human first follows a bot.
with events as (
    select
        s.contact_key,
        s.ticket_key,
        e.event_type,
        e.at,
        min(case when e.event_type = 'handoff' then e.at end) over (
            partition by s.contact_key, s.ticket_key
        ) as first_handoff_at
    from int_speakers as s
    inner join stg_ticket_events as e
        on e.ticket_key = s.ticket_key
        and (s.since_at is null or e.at >= s.since_at)
        and (s.until_at is null or e.at < s.until_at)
    where e.event_type in ('handoff', 'transfer')
),

event_firsts as (
    select
        e.contact_key,
        e.ticket_key,
        min(e.at) as first_event_at,
        max(e.first_handoff_at) as first_handoff_at
    from events as e
    group by e.contact_key, e.ticket_key
),

handed_on as (
    select distinct l.parent_ticket_key as ticket_key
    from int_links as l
    where l.relation = 'bot_to_human'
),

openings as (
    select
        s.contact_key,
        s.source,
        s.ticket_key,
        coalesce(s.since_at, s.created_at) as started_at,
        s.since_at,
        s.until_at,
        case
            when s.since_at is null and s.relation = 'bot_to_human' then 'handoff'
            when s.since_at is null and s.relation = 'agent_transfer' then 'transfer'
            else 'opening'
        end as started_by,
        case
            when f.first_handoff_at is not null then 'bot'
            when s.relation in ('bot_to_human', 'agent_transfer') then 'human'
            when s.since_at is null and t.handled_by = 'human' then 'human'
            when s.since_at is null and t.handled_by in ('bot', 'bot_then_human') then 'bot'
            when s.first_bot_at <= coalesce(s.first_human_at, s.first_bot_at) then 'bot'
            when s.since_at is null and h.ticket_key is not null then 'bot'
            else 'human'
        end as handler,
        s.first_bot_at,
        s.first_human_at,
        f.first_event_at,
        f.first_handoff_at,
        case when s.since_at is null and t.handled_by = 'bot_then_human' then
            coalesce(t.first_response_at, t.created_at) end as told_human_at
    from int_speakers as s
    inner join stg_tickets as t on t.ticket_key = s.ticket_key
    left join event_firsts as f on f.contact_key = s.contact_key and f.ticket_key = s.ticket_key
    left join handed_on as h on h.ticket_key = s.ticket_key
),

cuts as (
    select o.contact_key, o.ticket_key, o.first_handoff_at as at, 1 as rank, 'handoff' as started_by
    from openings as o
    where o.first_handoff_at is not null
    union all
    select e.contact_key, e.ticket_key, e.at, 2 as rank, 'transfer' as started_by
    from events as e
    where e.event_type = 'transfer'
    union all
    select o.contact_key, o.ticket_key, p.since_at as at, 3 as rank, 'team' as started_by
    from openings as o
    inner join int_team_spans as p
        on p.ticket_key = o.ticket_key
        and (o.since_at is null or p.since_at >= o.since_at)
        and (o.until_at is null or p.since_at < o.until_at)
    where p.is_change and (o.handler = 'human' or p.since_at >= coalesce(o.first_event_at, o.first_human_at))
    union all
    select
        o.contact_key,
        o.ticket_key,
        coalesce(o.first_human_at, o.told_human_at) as at,
        4 as rank,
        'author_change' as started_by
    from openings as o
    where
        o.first_event_at is null
        and o.handler = 'bot'
        and coalesce(o.first_human_at, o.told_human_at) is not null
),

-- several events of one second are one cut
single_cuts as (
    select c.contact_key, c.ticket_key, c.at, min(c.rank) as rank
    from cuts as c
    group by c.contact_key, c.ticket_key, c.at
)

select
    o.contact_key,
    o.source,
    o.ticket_key,
    o.started_at,
    true as is_opening,
    o.started_by,
    o.handler,
    o.since_at,
    o.until_at
from openings as o
union all
select
    o.contact_key,
    o.source,
    o.ticket_key,
    c.at as started_at,
    false as is_opening,
    case c.rank when 1 then 'handoff' when 2 then 'transfer' when 3 then 'team' else 'author_change' end as started_by,
    'human' as handler,
    o.since_at,
    o.until_at
from single_cuts as c
inner join openings as o on o.contact_key = c.contact_key and o.ticket_key = c.ticket_key
where c.rank in (1, 4) or c.at > o.started_at
