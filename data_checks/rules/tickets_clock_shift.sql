-- One row is a day from which one source's clock runs whole hours off the clock of the weeks before.
-- grain: source, shifted_on
-- The hour-of-day profiles of 28 days before and after each day are compared at every shift: a shift is reported
-- where it makes two unlike profiles alike. One hour is left out: that is daylight saving in the customers' lives.
with hours as (
    select r.source, cast(r.created_at as date) as day, extract(hour from r.created_at) as hour, count(*) as n
    from ticket_rows as r
    where r.at is null and r.created_at is not null
    group by r.source, cast(r.created_at as date), extract(hour from r.created_at)
),

grid as (
    select d.source, d.day, h.hour, coalesce(n.n, 0) as n
    from (select distinct source, day from hours) as d
    cross join (select unnest(range(24)) as hour) as h
    left join hours as n on n.source = d.source and n.day = d.day and n.hour = h.hour
),

around as (
    select
        source,
        day,
        hour,
        sum(n) over (
            partition by source, hour order by day
            range between interval 28 days preceding and interval 1 day preceding
        ) as before,
        sum(n) over (
            partition by source, hour order by day range between current row and interval 27 days following
        ) as after
    from grid
),

shares as (
    select
        source,
        day,
        hour,
        before / sum(before) over (partition by source, day) as before,
        after / sum(after) over (partition by source, day) as after,
        least(sum(before) over (partition by source, day), sum(after) over (partition by source, day)) as rows_compared
    from around
    where before is not null
),

distances as (
    select b.source, b.day, s.hours, sum(abs(a.after - b.before)) / 2 as distance
    from shares as b
    cross join (select unnest(range(-11, 13)) as hours) as s
    inner join shares as a on a.source = b.source and a.day = b.day and a.hour = (b.hour + s.hours + 24) % 24
    where b.rows_compared >= 200
    group by b.source, b.day, s.hours
),

best as (
    select
        source,
        day,
        max(distance) filter (where hours = 0) as distance_unshifted,
        min(distance) as distance_shifted,
        min_by(hours, distance) as hours
    from distances
    group by source, day
)

select
    source,
    day as shifted_on,
    hours as hours_later,
    round(distance_unshifted, 3) as distance_unshifted,
    round(distance_shifted, 3) as distance_shifted
from best
where abs(hours) >= 2 and distance_unshifted >= 0.2 and distance_shifted <= distance_unshifted / 2
qualify distance_unshifted - distance_shifted = max(distance_unshifted - distance_shifted) over (
    partition by source order by day range between interval 28 days preceding and interval 28 days following
)
