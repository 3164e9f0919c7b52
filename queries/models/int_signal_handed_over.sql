-- One row is one ended contact the bot served, and whether a human took over. Window: the contact. Threshold: once.
-- grain: contact_key
-- kept: view
select
    b.contact_key,
    false as is_pending,
    b.is_taken_over as is_fired,
    cast(null as bigint) as fired_row_id,
    case when b.is_taken_over then b.taken_over_at end as fired_at,
    case when b.is_taken_over then coalesce(b.taken_over_at, c.recorded_at) else c.recorded_at end as known_at
from int_bot_contacts as b
inner join int_contacts as c on c.contact_key = b.contact_key
where b.is_counted and c.recorded_at is not null
