-- One row is one ticket that says which ticket it follows: is it part of the same contact?
-- grain: ticket_key
-- A merged ticket is a duplicate if it was created while its target had not ended; created after, it is a return.
with named as (
    select t.source, t.ticket_key, t.created_at, t.parent_ticket_id, t.parent_relation
    from stg_tickets as t
    where t.parent_ticket_id is not null and t.parent_relation is not null
),

found as (
    select
        n.source,
        n.ticket_key,
        n.created_at,
        n.parent_relation as relation,
        p.ticket_key as parent_ticket_key,
        own.exclude_reason is not null or p.exclude_reason is not null as is_left_out,
        p.tracked_by = 'inactivity' and p.last_ours_at is not null
        and p.last_public_at + settings.inactive_end_hours * interval '1' hour < n.created_at as is_parent_quiet
    from named as n
    inner join int_tickets as own on own.ticket_key = n.ticket_key
    left join int_tickets as p on p.source = n.source and p.ticket_id = n.parent_ticket_id
    cross join settings
),

merge_targets as (
    select f.ticket_key, sum(m.open_change) as open_change
    from found as f
    inner join int_ticket_moves as m on m.ticket_key = f.parent_ticket_key and m.at < f.created_at
    where f.relation = 'merge'
    group by f.ticket_key
)

select
    f.source,
    f.ticket_key,
    f.parent_ticket_key,
    f.relation,
    f.is_left_out,
    f.relation = 'merge' and (coalesce(t.open_change, 0) < 0 or coalesce(f.is_parent_quiet, false)) as is_merged_after,
    f.parent_ticket_key is not null
    and not f.is_left_out
    and (
        f.relation in ('bot_to_human', 'agent_transfer')
        or f.relation = 'merge' and coalesce(t.open_change, 0) >= 0 and not coalesce(f.is_parent_quiet, false)
    ) as is_same_contact
from found as f
left join merge_targets as t on t.ticket_key = f.ticket_key
