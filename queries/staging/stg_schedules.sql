-- One row is the newest version of one opening span of one weekday.
-- grain: source, schedule_id, weekday, start
select
    r.source,
    r._row_id as row_id,
    r.schedule_id,
    r.tz,
    r.weekday,
    r.start,
    r.end,
    r._exported_at as exported_at
from raw_schedules as r
where not exists (select 1 from superseded_schedules as s where s.row_id = r._row_id)
