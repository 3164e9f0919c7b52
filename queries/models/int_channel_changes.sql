-- One row is one contact of a recognised customer, with their next one on the same issue family, whatever its channel.
-- grain: contact_key
-- The next one may open while this one is still going on: who mails and then calls has changed channel.
select
    c.contact_key,
    lead(c.opened_at) over (
        partition by c.customer_key, c.issue_family
        order by c.opened_at asc nulls last, c.contact_key asc nulls last
    ) as next_opened_at,
    lead(c.channel) over (
        partition by c.customer_key, c.issue_family
        order by c.opened_at asc nulls last, c.contact_key asc nulls last
    ) as next_channel
from int_contacts as c
where c.is_identified
    and not c.is_excluded
    and c.issue_family is not null
    and c.initiated_by in ('customer', 'unknown')
