-- One row is a ticket row with a time more than a day after its export, or after today where that is unknown.
-- grain: import_id, file_number, line
select
    r.source,
    r.ticket_id,
    r.created_at,
    r.at as updated_at,
    r.first_response_at,
    r.solved_at,
    r.closed_at,
    r._exported_at as exported_at,
    r._import as import_id,
    r._file as file_number,
    r._line as line
from ticket_rows as r
where
    r.created_at > coalesce(r._exported_at, (select built_at from settings)) + interval '1' day
    or r.at > coalesce(r._exported_at, (select built_at from settings)) + interval '1' day
    or r.first_response_at > coalesce(r._exported_at, (select built_at from settings)) + interval '1' day
    or r.solved_at > coalesce(r._exported_at, (select built_at from settings)) + interval '1' day
    or r.closed_at > coalesce(r._exported_at, (select built_at from settings)) + interval '1' day
