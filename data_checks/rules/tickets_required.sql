-- One row is a ticket row without id, or a ticket without a creation time.
-- grain: import_id, file_number, line
select r.source, r.ticket_id, r._import as import_id, r._file as file_number, r._line as line
from ticket_rows as r
where r.ticket_id is null or trim(r.ticket_id) = '' or (r.at is null and r.created_at is null)
