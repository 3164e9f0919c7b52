-- One row is one duration, one local day, channel and way of ending, and one bucket of seconds: how many contacts.
-- grain: metric, on_day, channel, ending, customer_wait_basis, bucket
-- mart_histogram without the team, for all questions that name none: a hundredth of its rows.
select
    h.metric,
    h.on_day,
    h.channel,
    h.ending,
    h.customer_wait_basis,
    h.bucket,
    cast(sum(h.contacts) as bigint) as contacts
from mart_histogram as h
group by
    h.metric,
    h.on_day,
    h.channel,
    h.ending,
    h.customer_wait_basis,
    h.bucket
order by h.metric, h.on_day nulls last, h.channel nulls last
