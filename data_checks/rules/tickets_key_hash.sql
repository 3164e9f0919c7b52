-- One row is an internal key that stands for more than one ticket.
-- grain: ticket_key
select
    r.ticket_key,
    min(r.source) as source,
    min(r.ticket_id) as ticket_id,
    max(r.ticket_id) as other_ticket_id
from ticket_rows as r
group by r.ticket_key
having min(r.source || chr(31) || r.ticket_id) <> max(r.source || chr(31) || r.ticket_id)
