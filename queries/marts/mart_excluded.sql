-- One row is one reason why contacts of one source are not counted (or only beside), with how many.
-- grain: source, reason
-- deleted, spam, vanished, test: out of everything. anonymous, shared, no customer: out of return measures only.
with reasons as (
    select c.source, c.exclude_reason as reason
    from int_contacts as c
    where c.is_excluded
    union all
    select
        c.source,
        case
            when c.customer_key is null then 'no customer'
            when k.is_shared then 'shared customer'
            else 'anonymous customer'
        end as reason
    from int_contacts as c
    left join int_customers as k on k.customer_key = c.customer_key
    where not c.is_excluded and not c.is_identified
)

select r.source, r.reason, count(*) as contacts
from reasons as r
group by r.source, r.reason
