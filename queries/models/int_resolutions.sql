-- One row is one contact: seconds from its opening to its ending, or so far.
-- grain: contact_key
-- kept: view
select
    c.contact_key,
    case
        when coalesce(c.ended_at, s.data_through) > c.opened_at
            then date_diff('second', c.opened_at, coalesce(c.ended_at, s.data_through))
        else 0
    end as resolution_seconds,
    case when c.ended_at is not null then 'ended' else 'open' end as resolution_end
from int_contacts as c
inner join int_sources as s on s.source = c.source
