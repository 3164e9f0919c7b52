-- One row is one contact: local day, hour and weekday of its opening and its ending, in the report time zone.
-- grain: contact_key
-- The day of an ending is that of recorded_at: it never changes.
with local_times as (
    select
        c.contact_key,
        c.opened_at + a.offset_seconds * interval '1' second as opened_local,
        c.recorded_at + b.offset_seconds * interval '1' second as ended_local
    from int_contacts as c
    cross join settings
    left join utc_offsets as a
        on a.zone = settings.report_zone and c.opened_at >= a.from_utc and c.opened_at < a.until_utc
    left join utc_offsets as b
        on b.zone = settings.report_zone and c.recorded_at >= b.from_utc and c.recorded_at < b.until_utc
)

select
    t.contact_key,
    cast(t.opened_local as date) as opened_on,
    cast(extract(hour from t.opened_local) as int) as opened_hour,
    cast(extract(isodow from t.opened_local) as int) as opened_weekday,
    cast(t.ended_local as date) as ended_on,
    cast(extract(hour from t.ended_local) as int) as ended_hour,
    cast(extract(isodow from t.ended_local) as int) as ended_weekday
from local_times as t
