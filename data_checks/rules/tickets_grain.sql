-- One row is a key of mart_tickets that stands there more than once.
-- grain: source, ticket_id
select r.source, r.ticket_id, count(*) as copies
from mart_tickets as r
group by r.source, r.ticket_id
having count(*) > 1
