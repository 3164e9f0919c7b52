-- One row is one scale as it reads in one source: its own description, else the settings', else the customary one.
-- grain: source, scale
select
    s.source,
    s.scale,
    s.kind,
    s.min as lowest,
    s.max as highest,
    s.positive_from,
    s.negative_to,
    s.labels
from stg_rating_scales as s
union all
select
    k.source,
    d.scale,
    d.kind,
    d.lowest,
    d.highest,
    d.positive_from,
    d.negative_to,
    d.labels
from source_settings as k
cross join setting_scales as d
where not exists (select 1 from stg_rating_scales as s where s.source = k.source and s.scale = d.scale)
