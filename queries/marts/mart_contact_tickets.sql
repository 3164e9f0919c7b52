-- One row is one ticket of one contact, with the stretch of it that belongs to the contact: where its messages are found.
-- grain: contact_key, ticket_key
select
    k.contact_key,
    k.source,
    k.ticket_key,
    t.ticket_id,
    k.is_root,
    k.since_at,
    k.until_at
from int_contact_tickets as k
inner join int_tickets as t on t.ticket_key = k.ticket_key
