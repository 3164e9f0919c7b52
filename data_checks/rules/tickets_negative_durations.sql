-- One row is a ticket row with a time before its creation.
-- grain: import_id, file_number, line
select
    r.source,
    r.ticket_id,
    r.created_at,
    r.at as updated_at,
    r.first_response_at,
    r.solved_at,
    r.closed_at,
    r._import as import_id,
    r._file as file_number,
    r._line as line
from ticket_rows as r
where
    r.at < r.created_at
    or r.first_response_at < r.created_at
    or r.solved_at < r.created_at
    or r.closed_at < r.created_at
    or r.first_response_due_at < r.created_at
    or r.resolution_due_at < r.created_at
