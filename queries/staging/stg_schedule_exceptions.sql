-- One row is the newest version of one day that differs.
-- grain: source, schedule_id, day, start
select
    r.source,
    r._row_id as row_id,
    r.schedule_id,
    r.day,
    r.kind,
    r.start,
    r.end,
    r._exported_at as exported_at
from raw_schedule_exceptions as r
where not exists (select 1 from superseded_schedule_exceptions as s where s.row_id = r._row_id)
