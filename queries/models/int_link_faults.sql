-- One row is one ticket whose link could not be used: its parent is missing, it runs in a circle, or is too deep.
-- grain: ticket_key
-- The link is cut: the ticket begins a contact of its own.
with circles as (
    select s.ticket_key as smallest
    from int_link_steps as s
    inner join int_link_steps as p on p.ticket_key = s.parent_ticket_key
    where s.is_unresolved and p.smallest = s.ticket_key
)

select
    s.source,
    s.ticket_key,
    s.parent_ticket_key,
    s.relation,
    case when c.smallest is null then 'too deep' else 'circular' end as fault
from int_link_steps as s
left join int_link_steps as f on f.ticket_key = s.root_ticket_key
left join circles as c on c.smallest = f.smallest
where s.is_unresolved
union all
select
    p.source,
    p.ticket_key,
    p.parent_ticket_key,
    p.relation,
    'missing parent' as fault
from int_parents as p
where p.parent_ticket_key is null
