-- One row is one link of a ticket to the one it follows, traced to the ticket where the contact began.
-- grain: ticket_key
-- Pointer doubling: after step n a pointer has jumped up to 2^n links; five steps reach 32. `smallest` is the smallest
-- ticket_key passed on the way, which tells a circle (it meets itself again) from a chain that is too long.
-- Every link is here, also those cut: int_links takes the good ones, int_link_faults the bad ones.
with direct as (
    select p.source, p.ticket_key, p.parent_ticket_key, p.relation, false as link_inferred
    from int_parents as p
    where p.is_same_contact
    union all
    select i.source, i.ticket_key, i.parent_ticket_key, 'bot_to_human' as relation, true as link_inferred
    from int_inferred_links as i
),

step_0 as (
    select
        d.ticket_key,
        d.parent_ticket_key as far_key,
        1 as depth,
        d.ticket_key as smallest
    from direct as d
),

step_1 as (
    select
        a.ticket_key,
        coalesce(b.far_key, a.far_key) as far_key,
        a.depth + coalesce(b.depth, 0) as depth,
        case when b.smallest < a.smallest then b.smallest else a.smallest end as smallest
    from step_0 as a
    left join step_0 as b on b.ticket_key = a.far_key
),

step_2 as (
    select
        a.ticket_key,
        coalesce(b.far_key, a.far_key) as far_key,
        a.depth + coalesce(b.depth, 0) as depth,
        case when b.smallest < a.smallest then b.smallest else a.smallest end as smallest
    from step_1 as a
    left join step_1 as b on b.ticket_key = a.far_key
),

step_3 as (
    select
        a.ticket_key,
        coalesce(b.far_key, a.far_key) as far_key,
        a.depth + coalesce(b.depth, 0) as depth,
        case when b.smallest < a.smallest then b.smallest else a.smallest end as smallest
    from step_2 as a
    left join step_2 as b on b.ticket_key = a.far_key
),

step_4 as (
    select
        a.ticket_key,
        coalesce(b.far_key, a.far_key) as far_key,
        a.depth + coalesce(b.depth, 0) as depth,
        case when b.smallest < a.smallest then b.smallest else a.smallest end as smallest
    from step_3 as a
    left join step_3 as b on b.ticket_key = a.far_key
),

step_5 as (
    select
        a.ticket_key,
        coalesce(b.far_key, a.far_key) as far_key,
        a.depth + coalesce(b.depth, 0) as depth,
        case when b.smallest < a.smallest then b.smallest else a.smallest end as smallest
    from step_4 as a
    left join step_4 as b on b.ticket_key = a.far_key
)

select
    d.source,
    d.ticket_key,
    d.parent_ticket_key,
    d.relation,
    d.link_inferred,
    s.far_key as root_ticket_key,
    s.depth,
    s.smallest,
    beyond.ticket_key is not null as is_unresolved
from direct as d
inner join step_5 as s on s.ticket_key = d.ticket_key
left join direct as beyond on beyond.ticket_key = s.far_key
