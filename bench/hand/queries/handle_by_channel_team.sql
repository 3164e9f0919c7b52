-- Median and p90 of handle time by channel and team over all days.
-- from the buckets of ratio 1.04, which know day, channel and team; the design effects from one customer in 64.
with buckets as (
    select channel, team, bucket, sum(contacts) as weight
    from mart_histogram
    where metric = 'handle_seconds' and on_day between $first and $last
    group by all
),
steps as (
    select
        channel, team, weight,
        if(bucket < 0, 0, round(pow(1.04, bucket + 0.5), 3)) as seconds,
        sum(weight) over (partition by channel, team order by bucket rows unbounded preceding) as seen,
        sum(weight) over (partition by channel, team) as n
    from buckets
),
totals as (
    select
        channel, team, row_number() over () as place, any_value(n) as n,
        sum(seconds * weight) / sum(weight) as mean,
        min(seconds) filter (where seen >= 0.5 * n) as median,
        min(seconds) filter (where seen >= 0.9 * n) as p90
    from steps
    group by channel, team
),
weighed as (
    select totals.place, s.customer_key, s.agent, cast(s.handle_seconds <= totals.median as integer) as y
    from mart_contacts_sample as s
    left join totals on s.channel is not distinct from totals.channel
        and s.team is not distinct from totals.team
    where s.ended_on between $first and $last and s.handle_seconds is not null
        and coalesce(s.customer_key, s.contact_key) % 64 = 0
),
customer as (
    select
        place, count(cluster) as named,
        sum(if(cluster is null, m, 1)) as k,
        sum(m) as n,
        sum(y) / sum(m) as p,
        sum(if(cluster is null, y, y * y)) as yy,
        sum(if(cluster is null, y, y * m)) as ym,
        sum(if(cluster is null, m, m * m)) as mm
    from (
        select place, customer_key as cluster, cast(sum(y) as double) as y, cast(count(*) as double) as m
        from weighed
        group by place, customer_key
    )
    group by place
),
agent as (
    select
        place, count(cluster) as named,
        sum(if(cluster is null, m, 1)) as k,
        sum(m) as n,
        sum(y) / sum(m) as p,
        sum(if(cluster is null, y, y * y)) as yy,
        sum(if(cluster is null, y, y * m)) as ym,
        sum(if(cluster is null, m, m * m)) as mm
    from (
        select place, agent as cluster, cast(sum(y) as double) as y, cast(count(*) as double) as m
        from weighed
        group by place, agent
    )
    group by place
),
sized as (
    select
        totals.*,
        totals.n / greatest(
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
    left join customer on customer.place = totals.place
    left join agent on agent.place = totals.place
)
select
    steps.channel, steps.team, any_value(median) as value,
    any_value(sized.n) as numerator,
    any_value(sized.n) as n,
    any_value(e) as n_effective,
    min(seconds) filter (where seen >= sized.n * (0.5 - 1.959963984540054 * sqrt(0.25 / e))) as low,
    min(seconds) filter (where seen >= sized.n * (0.5 + 1.959963984540054 * sqrt(0.25 / e))) as high,
    0 as pending,
    any_value(p90) as p90,
    min(seconds) filter (where seen >= sized.n * (0.9 - 1.959963984540054 * sqrt(0.09 / e))) as p90_low,
    min(seconds) filter (where seen >= sized.n * (0.9 + 1.959963984540054 * sqrt(0.09 / e))) as p90_high,
    any_value(mean) as mean
from steps
inner join sized on sized.channel is not distinct from steps.channel and sized.team is not distinct from steps.team
group by steps.channel, steps.team
