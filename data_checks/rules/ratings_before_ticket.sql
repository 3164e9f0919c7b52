-- One row is a rating given before its ticket was created.
-- grain: import_id, file_number, line
select
    r.source,
    r.ticket_id,
    r.rated_at,
    t.created_at,
    r._import as import_id,
    r._file as file_number,
    r._line as line
from current_ratings as r
inner join current_tickets as t on t.ticket_key = r.ticket_key
where r.rated_at < t.created_at
