-- One row is the newest version of one team.
-- grain: source, team_id
select
    r.source,
    r._row_id as row_id,
    r.team_id,
    r.name,
    r.department,
    r.zone,
    r._exported_at as exported_at
from raw_teams as r
where not exists (select 1 from superseded_teams as s where s.row_id = r._row_id)
