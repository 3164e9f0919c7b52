-- One row is the newest version of one issue and who answers for it.
-- grain: source, issue_category
select
    r.source,
    r._row_id as row_id,
    r.issue_category,
    r.owner_team,
    r.owner,
    r.since,
    r._exported_at as exported_at
from raw_issue_owners as r
where not exists (select 1 from superseded_issue_owners as s where s.row_id = r._row_id)
