-- One row is an instant at which one ticket has several updates that nothing orders.
-- grain: source, ticket_id, at
select r.source, r.ticket_id, r.at, count(*) as updates
from current_ticket_snapshots as r
where r.seq is null
group by r.source, r.ticket_id, r.at
having count(*) > 1
