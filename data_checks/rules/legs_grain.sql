-- One row is a key of mart_legs that stands there more than once.
-- grain: contact_key, leg_number
select r.contact_key, r.leg_number, count(*) as copies
from mart_legs as r
group by r.contact_key, r.leg_number
having count(*) > 1
