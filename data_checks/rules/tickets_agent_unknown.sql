-- One row is a ticket row of a source with an agents table whose agent is not in it.
-- grain: import_id, file_number, line
select r.source, r.ticket_id, r.agent_id, r._import as import_id, r._file as file_number, r._line as line
from ticket_rows as r
where
    r.agent_id is not null
    and r.source in (select a.source from current_agents as a)
    and not exists (select 1 from current_agents as a where a.source = r.source and a.agent_id = r.agent_id)
