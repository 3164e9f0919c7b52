-- One row is one ended contact in which the customer spoke, and whether with words of the lists negative, complaint.
-- grain: contact_key
-- kept: view
-- Window: the contact, up to its ending. Threshold: one message.
with firsts as (
    select
        w.contact_key,
        min(w.first_at) as first_at,
        min_by(w.first_row_id, w.first_ordinal) as first_row_id
    from int_contact_words as w
    where w.list in ('negative', 'complaint')
    group by w.contact_key
)

select
    c.contact_key,
    false as is_pending,
    f.contact_key is not null as is_fired,
    f.first_row_id as fired_row_id,
    f.first_at as fired_at,
    coalesce(f.first_at, c.recorded_at) as known_at
from int_contacts as c
inner join int_contact_voice as v on v.contact_key = c.contact_key and v.customer_messages > 0
left join firsts as f on f.contact_key = c.contact_key
where c.recorded_at is not null and not c.is_excluded
