-- One row is a key of mart_agent_days that stands there more than once.
-- grain: source, agent, worked_on
select r.source, r.agent, r.worked_on, count(*) as copies
from mart_agent_days as r
group by r.source, r.agent, r.worked_on
having count(*) > 1
