-- One row is one opening span of a schedule on one UTC day, in the form in which business seconds add up.
-- grain: schedule_id, opens_at
-- Open seconds before t = sum over the spans of t's day of base_seconds + the part of length_seconds begun by t.
-- need_from and need_until: the open seconds of the whole calendar before and after the span.
-- from_at and until_at: the part of the day of which the span is the last one begun, or the day's first; they leave no gap.
with spans as (
    select
        c.schedule_id,
        c.utc_day,
        c.opens_at,
        c.closes_at,
        c.open_seconds_before,
        date_diff('second', c.opens_at, c.closes_at) as length_seconds,
        lead(c.opens_at) over (
            partition by c.schedule_id, c.utc_day order by c.opens_at asc nulls last, c.closes_at asc nulls last
        ) as next_opens_at,
        row_number() over (
            partition by c.schedule_id, c.utc_day order by c.opens_at asc nulls last, c.closes_at asc nulls last
        ) as place
    from calendar_spans as c
)

select
    s.schedule_id,
    s.utc_day,
    s.opens_at,
    s.closes_at,
    s.length_seconds,
    case when s.place = 1 then s.open_seconds_before else 0 end as base_seconds,
    s.open_seconds_before as need_from,
    s.open_seconds_before + s.length_seconds as need_until,
    case when s.place = 1 then cast(s.utc_day as timestamp) else s.opens_at end as from_at,
    coalesce(s.next_opens_at, cast(s.utc_day as timestamp) + interval '24' hour) as until_at
from spans as s
