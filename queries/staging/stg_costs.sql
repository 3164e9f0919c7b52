-- One row is the newest version of what one team or channel cost in one period.
-- grain: source, period_start, team_id, channel
select
    r.source,
    r._row_id as row_id,
    r.period_start,
    r.team_id,
    r.channel,
    r.amount,
    r.currency,
    r._exported_at as exported_at
from raw_costs as r
where not exists (select 1 from superseded_costs as s where s.row_id = r._row_id)
