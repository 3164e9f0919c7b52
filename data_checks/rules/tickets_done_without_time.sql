-- One row is a ticket that is done, without a time column or an event that says when.
-- grain: source, ticket_id
select r.source, r.ticket_id, r.status, r._import as import_id, r._file as file_number, r._line as line
from current_tickets as r
where
    r.status in ('solved', 'closed')
    and r.solved_at is null
    and r.closed_at is null
    and not exists (
        select 1
        from current_ticket_events as e
        where e.ticket_key = r.ticket_key and e.event_type = 'status' and e.new_value in ('solved', 'closed')
    )
    and not exists (
        select 1
        from current_ticket_snapshots as u
        where u.ticket_key = r.ticket_key and u.status in ('solved', 'closed')
    )
