-- One row is a day with over three times, or under a quarter of, the usual tickets of its weekday.
-- grain: source, day
-- Usual is the median of the same weekday in the eight weeks before, where it is at least 20; a source's last day,
-- which may be unfinished, is left out.
with counted as (
    select r.source, cast(r.created_at as date) as day, count(distinct r.ticket_key) as tickets
    from ticket_rows as r
    where r.created_at is not null
    group by r.source, cast(r.created_at as date)
),

spans as (
    select c.source, min(c.day) as first_day, max(c.day) as last_day
    from counted as c
    where c.day between date '1995-01-01' and (select cast(built_at as date) from settings)
    group by c.source
),

days as (
    select s.source, s.last_day, cast(unnest(generate_series(s.first_day, s.last_day, interval '1' day)) as date) as day
    from spans as s
),

filled as (
    select d.source, d.day, d.last_day, coalesce(c.tickets, 0) as tickets
    from days as d
    left join counted as c on c.source = d.source and c.day = d.day
),

compared as (
    select
        f.source,
        f.day,
        f.last_day,
        f.tickets,
        median(f.tickets) over (
            partition by f.source, extract(isodow from f.day) order by f.day
            range between interval 56 days preceding and interval 1 day preceding
        ) as usual,
        count(*) over (
            partition by f.source, extract(isodow from f.day) order by f.day
            range between interval 56 days preceding and interval 1 day preceding
        ) as weeks
    from filled as f
)

select c.source, c.day, c.tickets, c.usual as usual_tickets
from compared as c
where
    c.day < c.last_day
    and c.weeks >= 4
    and c.usual >= 20
    and (c.tickets > 3 * c.usual or c.tickets < c.usual / 4)
