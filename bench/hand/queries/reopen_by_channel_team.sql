-- Return rate by channel and team over all days.
-- the totals from the sums by day, the design effects from one customer in 64.
with totals as (
    select channel, team, sum(reopen_rate_num) as y, sum(reopen_rate_den) as n, sum(reopen_rate_pending) as pending
    from mart_ended_days
    where ended_on between $first and $last
    group by channel, team
),
weighed as (
    select channel, team, customer_key, agent, reopen_rate_num as y
    from mart_contacts_sample
    where ended_on between $first and $last and reopen_rate_den > 0
        and coalesce(customer_key, contact_key) % 64 = 0
),
customer as (
    select
        channel, team, count(cluster) as named,
        sum(if(cluster is null, m, 1)) as k,
        sum(m) as n,
        sum(y) / sum(m) as p,
        sum(if(cluster is null, y, y * y)) as yy,
        sum(if(cluster is null, y, y * m)) as ym,
        sum(if(cluster is null, m, m * m)) as mm
    from (
        select channel, team, customer_key as cluster, cast(sum(y) as double) as y, cast(count(*) as double) as m
        from weighed
        group by channel, team, customer_key
    )
    group by channel, team
),
agent as (
    select
        channel, team, count(cluster) as named,
        sum(if(cluster is null, m, 1)) as k,
        sum(m) as n,
        sum(y) / sum(m) as p,
        sum(if(cluster is null, y, y * y)) as yy,
        sum(if(cluster is null, y, y * m)) as ym,
        sum(if(cluster is null, m, m * m)) as mm
    from (
        select channel, team, agent as cluster, cast(sum(y) as double) as y, cast(count(*) as double) as m
        from weighed
        group by channel, team, agent
    )
    group by channel, team
),
sized as (
    select
        totals.channel, totals.team, totals.y, totals.n, totals.pending, totals.y / nullif(totals.n, 0) as p,
        nullif(totals.n, 0) / greatest(
        1,
        coalesce(
            case
                when customer.named >= 5 and customer.p > 0 and customer.p < 1
                    then customer.k / (customer.k - 1)
                        * (customer.yy - 2 * customer.p * customer.ym + customer.p * customer.p * customer.mm)
                        * (customer.n - 1) / (customer.n * customer.n * customer.p * (1 - customer.p))
            end,
            1
        ),
        coalesce(
            case
                when agent.named >= 5 and agent.p > 0 and agent.p < 1
                    then 1 + 64 * (agent.k / (agent.k - 1)
                        * (agent.yy - 2 * agent.p * agent.ym + agent.p * agent.p * agent.mm)
                        * (agent.n - 1) / (agent.n * agent.n * agent.p * (1 - agent.p)) - 1)
            end,
            1
        )
    ) as e
    from totals
    left join customer on customer.channel is not distinct from totals.channel
        and customer.team is not distinct from totals.team
    left join agent on agent.channel is not distinct from totals.channel
        and agent.team is not distinct from totals.team
),
ends as (
    select
        *,
        (p + 3.841458820694123 / (2 * e)) / (1 + 3.841458820694123 / e) as middle,
        1.959963984540054 * sqrt(p * (1 - p) / e + 3.841458820694123 / (4 * e * e))
            / (1 + 3.841458820694123 / e) as half
    from sized
)
select
    channel, team, p as value,
    coalesce(y, 0) as numerator,
    coalesce(n, 0) as n,
    e as n_effective,
    if(middle < half, 0, middle - half) as low,
    if(middle + half > 1, 1, middle + half) as high,
    pending
from ends
where n > 0 or pending > 0
