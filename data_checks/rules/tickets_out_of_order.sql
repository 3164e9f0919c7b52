-- One row is a ticket row solved before its first response, or closed before it was solved.
-- grain: import_id, file_number, line
select
    r.source,
    r.ticket_id,
    r.created_at,
    r.first_response_at,
    r.solved_at,
    r.closed_at,
    r._import as import_id,
    r._file as file_number,
    r._line as line
from ticket_rows as r
where r.solved_at < r.first_response_at or r.closed_at < r.solved_at
