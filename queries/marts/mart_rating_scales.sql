-- One row is one rating scale as one source uses it: its ends, and what counts as satisfied.
-- grain: source, scale
select
    s.source,
    s.scale,
    s.kind,
    s.lowest,
    s.highest,
    s.positive_from,
    s.negative_to,
    s.labels
from int_rating_scales as s
