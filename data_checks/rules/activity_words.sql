-- One row is a stretch of agent activity in a state outside the list.
-- grain: import_id, file_number, line
select r.source, r.agent_id, r.at, r.state, r._import as import_id, r._file as file_number, r._line as line
from current_agent_activity as r
where r.state not in ('handling', 'idle', 'break', 'after_call_work', 'offline')
