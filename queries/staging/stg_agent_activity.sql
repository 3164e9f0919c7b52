-- One row is the newest version of one stretch of one agent in one state.
-- grain: source, agent_id, at, state, ticket_id
select
    r.source,
    r.ticket_key,
    r._row_id as row_id,
    r.agent_id,
    r.at,
    r.until,
    r.state,
    r.ticket_id,
    r._exported_at as exported_at
from raw_agent_activity as r
where not exists (select 1 from superseded_agent_activity as s where s.row_id = r._row_id)
