-- One row is a rating with a value and without a time.
-- grain: import_id, file_number, line
select r.source, r.ticket_id, r.scale, r._import as import_id, r._file as file_number, r._line as line
from current_ratings as r
where r.value_raw is not null and r.rated_at is null
