-- One row is what one team or channel cost in one period, as given; the period runs until the next one begins.
-- grain: source, period_start_on, team, channel, currency
select
    c.source,
    c.period_start as period_start_on,
    lead(c.period_start) over (
        partition by c.source, c.team_id, c.channel, c.currency
        order by c.period_start asc nulls last, c.row_id asc nulls last
    ) as next_period_start_on,
    c.team_id as team,
    c.channel,
    c.currency,
    c.amount
from stg_costs as c
