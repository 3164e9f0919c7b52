-- One row is an event without ticket, time or kind.
-- grain: import_id, file_number, line
select r.source, r.ticket_id, r.event_type, r._import as import_id, r._file as file_number, r._line as line
from current_ticket_events as r
where r.ticket_id is null or r.at is null or r.event_type is null
