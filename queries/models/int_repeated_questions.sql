-- One row is one contact in which the customer sent the same text again after something else had been said.
-- grain: contact_key
with repeats as (
    select
        m.contact_key,
        m.body_hash,
        min(m.ordinal) as first_ordinal,
        max(m.ordinal) as last_ordinal,
        max(m.at) as last_at,
        max_by(m.row_id, m.ordinal) as last_row_id
    from int_contact_messages as m
    where m.author_type = 'customer' and m.is_public and m.body_hash is not null and not m.is_thanks_only
    group by m.contact_key, m.body_hash
    -- Sent twice in a row is a nervous finger, not a question asked again.
    having max(m.ordinal) - min(m.ordinal) >= 2
)

select
    r.contact_key,
    min(r.last_at) as asked_again_at,
    min_by(r.last_row_id, r.last_ordinal) as row_id
from repeats as r
inner join int_contacts as c on c.contact_key = r.contact_key
where c.recorded_at is null or r.last_at <= c.recorded_at
group by r.contact_key
