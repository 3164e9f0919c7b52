-- One row is the newest version of one target.
-- grain: source, policy_id, measure, priority, channel, valid_from
select
    r.source,
    r._row_id as row_id,
    r.policy_id,
    r.measure,
    r.priority,
    r.channel,
    r.target_minutes,
    r.clock,
    r.valid_from,
    r.valid_to,
    r._exported_at as exported_at
from raw_ola_policies as r
where not exists (select 1 from superseded_ola_policies as s where s.row_id = r._row_id)
