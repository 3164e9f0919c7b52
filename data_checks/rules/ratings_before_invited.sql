-- One row is a rating given before it was asked for.
-- grain: import_id, file_number, line
select
    r.source,
    r.ticket_id,
    r.invited_at,
    r.rated_at,
    r._import as import_id,
    r._file as file_number,
    r._line as line
from current_ratings as r
where r.rated_at < r.invited_at
