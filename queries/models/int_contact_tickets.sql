-- One row is one ticket of one contact: every ticket of the chain goes with each of the chain's contacts.
-- grain: contact_key, ticket_key
-- What happened on a ticket belongs to the contact of its chain that was running then: from since_at on, before until_at
-- (null: from the beginning, to the end).
with members as (
    select
        coalesce(l.root_ticket_key, t.ticket_key) as root_ticket_key,
        t.source,
        t.ticket_key,
        l.ticket_key is null as is_root,
        l.relation,
        t.created_at
    from int_tickets as t
    left join int_links as l on l.ticket_key = t.ticket_key
)

select
    c.contact_key,
    m.source,
    m.ticket_key,
    m.is_root,
    m.ticket_key = c.ticket_key as is_opening_ticket,
    m.relation,
    m.created_at,
    case when c.number > 1 then c.opened_at end as since_at,
    c.next_opened_at as until_at,
    c.number = 1 and c.next_opened_at is null as is_whole
from int_contacts as c
inner join members as m on m.root_ticket_key = c.root_ticket_key
