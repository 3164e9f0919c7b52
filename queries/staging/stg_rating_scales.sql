-- One row is the newest version of one scale.
-- grain: source, scale
select
    r.source,
    r._row_id as row_id,
    r.scale,
    r.kind,
    r.min,
    r.max,
    r.positive_from,
    r.negative_to,
    r.labels,
    r._exported_at as exported_at
from raw_rating_scales as r
where not exists (select 1 from superseded_rating_scales as s where s.row_id = r._row_id)
