-- One row is a rating whose ticket is not in the data.
-- grain: import_id, file_number, line
select r.source, r.ticket_id, r.rated_at, r._import as import_id, r._file as file_number, r._line as line
from current_ratings as r
where not exists (select 1 from ticket_rows as t where t.ticket_key = r.ticket_key)
