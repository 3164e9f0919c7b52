-- One row is a ticket row dated before 1995 or with a time more than 1,096 days after its creation.
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
where
    r.created_at < timestamp '1995-01-01 00:00:00'
    or r.at < timestamp '1995-01-01 00:00:00'
    or r.first_response_at > r.created_at + interval '1096' day
    or r.solved_at > r.created_at + interval '1096' day
    or r.closed_at > r.created_at + interval '1096' day
