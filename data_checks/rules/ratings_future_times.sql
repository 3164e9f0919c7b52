-- One row is a rating or invitation more than a day after its export, or after today where that is unknown.
-- grain: import_id, file_number, line
select
    r.source,
    r.ticket_id,
    r.invited_at,
    r.rated_at,
    r._exported_at as exported_at,
    r._import as import_id,
    r._file as file_number,
    r._line as line
from current_ratings as r
where
    r.rated_at > coalesce(r._exported_at, (select built_at from settings)) + interval '1' day
    or r.invited_at > coalesce(r._exported_at, (select built_at from settings)) + interval '1' day
