-- One row is the newest version of one agent.
-- grain: source, agent_id
select
    r.source,
    r._row_id as row_id,
    r.agent_id,
    r.name,
    r.team_id,
    r.kind,
    r.hired_on,
    r._exported_at as exported_at
from raw_agents as r
where not exists (select 1 from superseded_agents as s where s.row_id = r._row_id)
