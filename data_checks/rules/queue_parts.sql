-- One row is a contact in the queue that is none, or several, of answered, abandoned and still waiting.
-- grain: contact_id
select r.source, r.contact_id, r.answered_rate_den, r.answered_rate_num, r.abandonment_rate_num, r.still_waiting_rate_num
from mart_contacts as r
where
    r.answered_rate_num + r.abandonment_rate_num + r.still_waiting_rate_num <> r.answered_rate_den
    or r.answered_rate_den <> r.abandonment_rate_den
    or r.answered_rate_den <> r.still_waiting_rate_den
