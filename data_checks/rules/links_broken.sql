-- One row is a ticket whose link was cut because it runs in a circle or over too many steps.
-- grain: ticket_key
select r.source, t.ticket_id, r.relation, r.fault
from int_link_faults as r
inner join stg_tickets as t on t.ticket_key = r.ticket_key
where r.fault in ('circular', 'too deep')
