-- One row is a key of mart_signals that stands there more than once.
-- grain: contact_key, signal
select r.contact_key, r.signal, count(*) as copies
from mart_signals as r
group by r.contact_key, r.signal
having count(*) > 1
