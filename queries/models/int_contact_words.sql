-- One row is one word list that a contact's customer hit, with where it did so first and last, up to the ending.
-- grain: contact_key, list
with hits as (
    select
        m.contact_key,
        w.list,
        m.row_id,
        m.ordinal,
        m.at
    from message_words as w
    inner join int_contact_messages as m on m.row_id = w.row_id
    where m.author_type = 'customer' and m.is_public
)

select
    h.contact_key,
    h.list,
    count(*) as messages,
    min(h.ordinal) as first_ordinal,
    max(h.ordinal) as last_ordinal,
    min(h.at) as first_at,
    min_by(h.row_id, h.ordinal) as first_row_id
from hits as h
inner join int_contacts as c on c.contact_key = h.contact_key
-- What is said after the ending could not be known when the contact ended, nor when it was rated at once.
where c.recorded_at is null or h.at <= c.recorded_at
group by h.contact_key, h.list
