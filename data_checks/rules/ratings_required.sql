-- One row is a rating without a ticket id.
-- grain: import_id, file_number, line
select r.source, r.rating_id, r._import as import_id, r._file as file_number, r._line as line
from current_ratings as r
where r.ticket_id is null or trim(r.ticket_id) = ''
