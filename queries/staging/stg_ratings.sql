-- One row is the newest version of one invitation or rating, in one of its versions.
-- grain: source, rating_id
select
    r.source,
    r.ticket_key,
    r._row_id as row_id,
    r.rating_id,
    r.ticket_id,
    r.invited_at,
    r.rated_at,
    r.value_raw,
    r.scale,
    r.comment,
    r.reason,
    r.rated_subject,
    r.agent_id,
    r.resolved_by_customer,
    r._exported_at as exported_at
from raw_ratings as r
where not exists (select 1 from superseded_ratings as s where s.row_id = r._row_id)
