-- One row is one agent and one band of length of service: the days on which the agent had served so long.
-- grain: source, agent_id, from_on
-- from_on is within the band, until_on no longer. Before the first day of service, and without one, there is no band.
select
    a.source,
    a.agent_id,
    'under_3_months' as service_length,
    a.hired_on as from_on,
    cast(a.hired_on + interval '3' month as date) as until_on
from stg_agents as a
where a.hired_on is not null
union all
select
    a.source,
    a.agent_id,
    '3_to_12_months' as service_length,
    cast(a.hired_on + interval '3' month as date) as from_on,
    cast(a.hired_on + interval '12' month as date) as until_on
from stg_agents as a
where a.hired_on is not null
union all
select
    a.source,
    a.agent_id,
    '1_to_3_years' as service_length,
    cast(a.hired_on + interval '12' month as date) as from_on,
    cast(a.hired_on + interval '36' month as date) as until_on
from stg_agents as a
where a.hired_on is not null
union all
select
    a.source,
    a.agent_id,
    'over_3_years' as service_length,
    cast(a.hired_on + interval '36' month as date) as from_on,
    cast('9999-01-01' as date) as until_on
from stg_agents as a
where a.hired_on is not null
