-- One row is one ticket that belongs to the contact of an earlier ticket; a ticket that begins its own has no row.
-- grain: ticket_key
select
    s.source,
    s.ticket_key,
    s.root_ticket_key,
    s.parent_ticket_key,
    s.relation,
    s.link_inferred,
    s.depth
from int_link_steps as s
where not s.is_unresolved
