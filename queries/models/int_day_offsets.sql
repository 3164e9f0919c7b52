-- One row is one UTC day, or a part of one, and how far the report zone then is from UTC.
-- grain: from_utc
-- A local day is cast(t + offset_seconds as date), found by equality on utc_day and, on the few days on which the clock
-- changes, by from_utc <= t < until_utc.
with days as (
    select distinct c.utc_day
    from calendar_spans as c
    where c.schedule_id = 'default'
)

select
    d.utc_day,
    case when o.from_utc > cast(d.utc_day as timestamp) then o.from_utc else cast(d.utc_day as timestamp) end as from_utc,
    case
        when o.until_utc < cast(d.utc_day as timestamp) + interval '24' hour then o.until_utc
        else cast(d.utc_day as timestamp) + interval '24' hour
    end as until_utc,
    o.offset_seconds
from days as d
inner join utc_offsets as o
    on o.from_utc < cast(d.utc_day as timestamp) + interval '24' hour and o.until_utc > cast(d.utc_day as timestamp)
inner join settings as p on p.report_zone = o.zone
