-- One row is one duration, one local day, channel, team and way of ending, and one bucket of seconds: how many contacts.
-- grain: metric, on_day, channel, team, ending, customer_wait_basis, bucket
-- Bucket b holds 1.04^b <= seconds < 1.04^(b+1), -1 what is under a second; 25.496731691028 is 1 / ln(1.04).
with durations as (
    select
        'first_response_seconds' as metric,
        c.opened_on as on_day,
        c.channel,
        c.team,
        c.first_response_end as ending,
        cast(null as string) as customer_wait_basis,
        c.first_response_seconds as seconds
    from mart_contacts as c
    where c.first_response_seconds is not null and c.opened_on is not null
    union all
    select
        'first_response_business_seconds' as metric,
        c.opened_on as on_day,
        c.channel,
        c.team,
        c.first_response_end as ending,
        cast(null as string) as customer_wait_basis,
        c.first_response_business_seconds as seconds
    from mart_contacts as c
    where c.first_response_business_seconds is not null and c.opened_on is not null
    union all
    select
        'first_response_after_handoff_seconds' as metric,
        c.opened_on as on_day,
        c.channel,
        c.team,
        c.first_response_after_handoff_end as ending,
        cast(null as string) as customer_wait_basis,
        c.first_response_after_handoff_seconds as seconds
    from mart_contacts as c
    where c.first_response_after_handoff_seconds is not null and c.opened_on is not null
    union all
    select
        'queue_wait_seconds' as metric,
        c.opened_on as on_day,
        c.channel,
        c.team,
        c.queue_wait_end as ending,
        cast(null as string) as customer_wait_basis,
        c.queue_wait_seconds as seconds
    from mart_contacts as c
    where c.queue_wait_seconds is not null and c.opened_on is not null
    union all
    select
        'resolution_seconds' as metric,
        c.opened_on as on_day,
        c.channel,
        c.team,
        c.resolution_end as ending,
        cast(null as string) as customer_wait_basis,
        c.resolution_seconds as seconds
    from mart_contacts as c
    where c.resolution_seconds is not null and c.opened_on is not null
    union all
    select
        'resolution_business_seconds' as metric,
        c.opened_on as on_day,
        c.channel,
        c.team,
        c.resolution_end as ending,
        cast(null as string) as customer_wait_basis,
        c.resolution_business_seconds as seconds
    from mart_contacts as c
    where c.resolution_business_seconds is not null and c.opened_on is not null
    union all
    select
        'customer_wait_seconds' as metric,
        c.ended_on as on_day,
        c.channel,
        c.team,
        'ended' as ending,
        c.customer_wait_basis as customer_wait_basis,
        c.customer_wait_seconds as seconds
    from mart_contacts as c
    where c.customer_wait_seconds is not null and c.ended_on is not null
    union all
    select
        'pickup_seconds' as metric,
        c.ended_on as on_day,
        c.channel,
        c.team,
        'ended' as ending,
        cast(null as string) as customer_wait_basis,
        c.pickup_seconds as seconds
    from mart_contacts as c
    where c.pickup_seconds is not null and c.ended_on is not null
    union all
    select
        'handle_seconds' as metric,
        c.ended_on as on_day,
        c.channel,
        c.team,
        'ended' as ending,
        cast(null as string) as customer_wait_basis,
        c.handle_seconds as seconds
    from mart_contacts as c
    where c.handle_seconds is not null and c.ended_on is not null
    union all
    select
        'return_seconds' as metric,
        c.ended_on as on_day,
        c.channel,
        c.team,
        'ended' as ending,
        cast(null as string) as customer_wait_basis,
        c.return_seconds as seconds
    from mart_contacts as c
    where c.return_seconds is not null and c.ended_on is not null
)

select
    d.metric,
    d.on_day,
    d.channel,
    d.team,
    d.ending,
    d.customer_wait_basis,
    case when d.seconds < 1 then -1 else cast(floor(ln(d.seconds) * 25.496731691028) as int) end as bucket,
    count(*) as contacts
from durations as d
group by
    d.metric,
    d.on_day,
    d.channel,
    d.team,
    d.ending,
    d.customer_wait_basis,
    case when d.seconds < 1 then -1 else cast(floor(ln(d.seconds) * 25.496731691028) as int) end
order by d.metric, d.on_day nulls last, d.channel nulls last, d.team nulls last
