-- One row is a key of mart_contacts that stands there more than once.
-- grain: source, contact_id
select r.source, r.contact_id, count(*) as copies
from mart_contacts as r
group by r.source, r.contact_id
having count(*) > 1
