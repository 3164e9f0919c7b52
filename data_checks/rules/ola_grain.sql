-- One row is a key of mart_ola that stands there more than once.
-- grain: contact_key, ticket_id, measure
select r.contact_key, r.ticket_id, r.measure, count(*) as copies
from mart_ola as r
group by r.contact_key, r.ticket_id, r.measure
having count(*) > 1
