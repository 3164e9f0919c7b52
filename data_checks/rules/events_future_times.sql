-- One row is an event more than a day after its export, or after today where that is unknown.
-- grain: import_id, file_number, line
select
    r.source,
    r.ticket_id,
    r.at,
    r.event_type,
    r._exported_at as exported_at,
    r._import as import_id,
    r._file as file_number,
    r._line as line
from current_ticket_events as r
where r.at > coalesce(r._exported_at, (select built_at from settings)) + interval '1' day
