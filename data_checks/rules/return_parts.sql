-- One row is a contact whose return is not just one of its parts, or is missing in a longer window.
-- grain: contact_id
select
    r.source,
    r.contact_id,
    r.reopen_rate_num,
    r.reopen_same_ticket_rate_num,
    r.reopen_new_ticket_rate_num,
    r.reopen_rate_72h_num,
    r.reopen_rate_7d_num
from mart_contacts as r
where
    r.reopen_rate_num <> r.reopen_same_ticket_rate_num + r.reopen_new_ticket_rate_num
    or r.reopen_rate_den <> r.reopen_same_ticket_rate_den
    or r.reopen_rate_den <> r.reopen_new_ticket_rate_den
    or r.reopen_rate_num > r.reopen_rate_72h_num
    or r.reopen_rate_72h_num > r.reopen_rate_7d_num
