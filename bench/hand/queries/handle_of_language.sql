-- Median and p90 of handle time of one language over 92 days.
-- from the contacts, in the same buckets; the design effects from one customer in 16.
with buckets as (
    select
        if(handle_seconds < 1, -1, cast(floor(ln(handle_seconds) * 25.496731691028) as integer)) as bucket,
        count(*) as weight
    from mart_contacts
    where ended_on between $first and $last and handle_seconds is not null and language = 'zh'
    group by all
),
steps as (
    select
        weight,
        if(bucket < 0, 0, round(pow(1.04, bucket + 0.5), 3)) as seconds,
        sum(weight) over (order by bucket rows unbounded preceding) as seen,
        sum(weight) over () as n
    from buckets
),
totals as (
    select
        any_value(n) as n,
        sum(seconds * weight) / sum(weight) as mean,
        min(seconds) filter (where seen >= 0.5 * n) as median,
        min(seconds) filter (where seen >= 0.9 * n) as p90
    from steps
),
weighed as (
    select s.customer_key, s.agent, cast(s.handle_seconds <= totals.median as integer) as y
    from mart_contacts_sample as s
    left join totals on true
    where s.ended_on between $first and $last and s.handle_seconds is not null and s.language = 'zh'
),
customer as (
    select
        count(cluster) as named,
        sum(if(cluster is null, m, 1)) as k,
        sum(m) as n,
        sum(y) / sum(m) as p,
        sum(if(cluster is null, y, y * y)) as yy,
        sum(if(cluster is null, y, y * m)) as ym,
        sum(if(cluster is null, m, m * m)) as mm
    from (
        select customer_key as cluster, cast(sum(y) as double) as y, cast(count(*) as double) as m
        from weighed
        group by customer_key
    )
),
agent as (
    select
        count(cluster) as named,
        sum(if(cluster is null, m, 1)) as k,
        sum(m) as n,
        sum(y) / sum(m) as p,
        sum(if(cluster is null, y, y * y)) as yy,
        sum(if(cluster is null, y, y * m)) as ym,
        sum(if(cluster is null, m, m * m)) as mm
    from (
        select agent as cluster, cast(sum(y) as double) as y, cast(count(*) as double) as m
        from weighed
        group by agent
    )
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
        coalesce(case when agent.named >= 5 and agent.p > 0 and agent.p < 1 then 1 + 16 * (agent.k / (agent.k - 1)
                        * (agent.yy - 2 * agent.p * agent.ym + agent.p * agent.p * agent.mm)
            * (agent.n - 1) / (agent.n * agent.n * agent.p * (1 - agent.p)) - 1) end, 1)
    ) as e
    from totals
    left join customer on true
    left join agent on true
)
select
    any_value(median) as value,
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
inner join sized on true
