-- One row is one agent on one local day: seconds in each state.
-- grain: source, agent, worked_on
select
    a.source,
    a.agent_id as agent,
    a.team_id as team,
    y.service_length as agent_service_length,
    a.worked_on,
    cast(a.handling_seconds as double) as handling_seconds,
    cast(a.after_call_work_seconds as double) as after_call_work_seconds,
    cast(a.idle_seconds as double) as idle_seconds,
    cast(a.break_seconds as double) as break_seconds,
    cast(a.offline_seconds as double) as offline_seconds,
    cast(a.staffed_seconds as double) as staffed_seconds,
    cast(a.staffed_seconds as double) / nullif(cast(3600 as double), 0) as staffed_hours,
    cast(a.busy_seconds as double) as occupancy_num,
    cast(a.busy_seconds + a.idle_seconds as double) as occupancy_den
from int_agent_days as a
left join int_service_lengths as y
    on y.source = a.source and y.agent_id = a.agent_id and a.worked_on >= y.from_on and a.worked_on < y.until_on
