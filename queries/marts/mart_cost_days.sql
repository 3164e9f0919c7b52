-- One row is one local day's part of a stated cost, spread evenly over the days until the next one begins.
-- grain: source, cost_on, team, channel, currency
-- The last stated cost of a team or channel is taken to cover a calendar month.
with spans as (
    select
        c.source,
        c.team,
        c.channel,
        c.currency,
        c.amount,
        c.period_start_on,
        coalesce(c.next_period_start_on, cast(c.period_start_on + interval '1' month as date)) as until_on
    from mart_costs as c
),

days as (
    select distinct d.utc_day as cost_on
    from calendar_spans as d
    where d.schedule_id = 'default'
),

spread as (
    select
        s.source,
        s.team,
        s.channel,
        s.currency,
        s.period_start_on,
        s.amount,
        d.cost_on,
        count(*) over (
            partition by s.source, s.team, s.channel, s.currency, s.period_start_on
        ) as days
    from spans as s
    inner join days as d on d.cost_on >= s.period_start_on and d.cost_on < s.until_on
)

select
    p.source,
    p.cost_on,
    p.team,
    p.channel,
    p.currency,
    sum(p.amount / nullif(cast(p.days as double), 0)) as amount
from spread as p
group by
    p.source,
    p.cost_on,
    p.team,
    p.channel,
    p.currency
