-- One row is a rating with a value whose scale is described neither by its source nor by the settings, and not customary.
-- grain: import_id, file_number, line
select r.source, r.ticket_id, r.scale, r._import as import_id, r._file as file_number, r._line as line
from current_ratings as r
where
    r.value_raw is not null
    and not exists (
        select 1 from scales as c where c.source = r.source and c.scale = coalesce(r.scale, 'default')
    )
