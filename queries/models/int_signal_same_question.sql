-- One row is one ended contact in which the customer spoke, and whether they sent the same text again.
-- grain: contact_key
-- kept: view
-- Window: the contact, up to its ending. Threshold: the same letters and digits (four or more) again, not in a row.
select
    c.contact_key,
    false as is_pending,
    q.contact_key is not null as is_fired,
    q.row_id as fired_row_id,
    q.asked_again_at as fired_at,
    coalesce(q.asked_again_at, c.recorded_at) as known_at
from int_contacts as c
inner join int_contact_voice as v on v.contact_key = c.contact_key and v.customer_messages > 0
left join int_repeated_questions as q on q.contact_key = c.contact_key
where c.recorded_at is not null and not c.is_excluded
