-- One row is a stretch of agent activity that ends before it begins, or lasts over 16 hours.
-- grain: import_id, file_number, line
select
    r.source,
    r.agent_id,
    r.at,
    r.until,
    r.state,
    r._import as import_id,
    r._file as file_number,
    r._line as line
from current_agent_activity as r
where r.until < r.at or (r.until > r.at + interval '16' hour and r.state <> 'offline')
