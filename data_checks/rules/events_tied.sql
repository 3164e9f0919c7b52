-- One row is an instant at which one ticket has several events of one kind that nothing orders.
-- grain: source, ticket_id, at, event_type
select r.source, r.ticket_id, r.at, r.event_type, count(*) as events
from current_ticket_events as r
where r.seq is null
group by r.source, r.ticket_id, r.at, r.event_type
having count(*) > 1
