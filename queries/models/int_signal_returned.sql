-- One row is one ended contact whose customer can be recognised, and whether they came back with the same issue.
-- grain: contact_key
-- kept: view
-- Window: return_hours (24) after the ending was recorded. Threshold: once.
select
    r.contact_key,
    not r.is_matured_24h as is_pending,
    coalesce(r.is_matured_24h and r.is_returned_24h, false) as is_fired,
    cast(null as bigint) as fired_row_id,
    case when r.is_matured_24h and r.is_returned_24h then n.opened_at end as fired_at,
    case
        when not r.is_matured_24h then null
        when r.is_returned_24h then n.opened_at
        else c.recorded_at + p.return_hours * interval '1' hour
    end as known_at
from int_returns as r
inner join int_contacts as c on c.contact_key = r.contact_key
cross join settings as p
left join int_contacts as n on n.contact_key = r.next_contact_key
where r.is_base_24h and c.recorded_at is not null and not c.is_excluded
