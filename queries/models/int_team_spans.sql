-- One row is one stretch of a ticket under one team, from team events and from transfers to a team.
-- grain: ticket_key, place
-- is_change: the team was another one before (a first assignment changes nothing).
with named as (
    select e.source, e.ticket_key, e.row_id, e.at, e.seq, e.old_value, e.new_value as team_id
    from stg_ticket_events as e
    where e.event_type = 'team' and e.new_value is not null
    union all
    select e.source, e.ticket_key, e.row_id, e.at, e.seq, cast(null as string) as old_value, t.team_id
    from stg_ticket_events as e
    inner join stg_teams as t on t.source = e.source and t.team_id = e.new_value
    where e.event_type = 'transfer'
),

placed as (
    select
        n.source,
        n.ticket_key,
        n.at,
        n.team_id,
        row_number() over (
            partition by n.ticket_key order by n.at nulls first, n.seq nulls first, n.row_id nulls first
        ) as place,
        coalesce(
            n.old_value,
            lag(n.team_id) over (
                partition by n.ticket_key order by n.at nulls first, n.seq nulls first, n.row_id nulls first
            )
        ) as previous_team_id,
        lead(n.at) over (
            partition by n.ticket_key order by n.at nulls first, n.seq nulls first, n.row_id nulls first
        ) as until_at
    from named as n
)

select
    p.source,
    p.ticket_key,
    p.place,
    p.team_id,
    p.at as since_at,
    p.until_at,
    p.previous_team_id is not null and p.previous_team_id <> p.team_id as is_change
from placed as p
union all
-- before its first team event a ticket was with the team that event names as the old one, else with the new one
select
    p.source,
    p.ticket_key,
    cast(0 as bigint) as place,
    coalesce(p.previous_team_id, p.team_id) as team_id,
    cast(null as timestamp) as since_at,
    p.at as until_at,
    false as is_change
from placed as p
where p.place = 1
