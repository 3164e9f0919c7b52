-- One row is a message sent more than a day after its export, or after today where that is unknown.
-- grain: import_id, file_number, line
select
    r.source,
    r.ticket_id,
    r.message_id,
    r.sent_at,
    r._exported_at as exported_at,
    r._import as import_id,
    r._file as file_number,
    r._line as line
from current_messages as r
where r.sent_at > coalesce(r._exported_at, (select built_at from settings)) + interval '1' day
