-- One row is one ended contact in which a human was asked something, and whether an answer took too long.
-- grain: contact_key
-- kept: view
-- Window: the contact, up to its ending. Threshold: one customer turn unanswered for more than reply_gap_seconds (300).
with waits as (
    select
        g.contact_key,
        min(g.asked_at) filter (where g.response_gap_seconds > p.reply_gap_seconds) as asked_at,
        min_by(g.asked_row_id, g.asked_at) filter (where g.response_gap_seconds > p.reply_gap_seconds) as asked_row_id
    from int_response_gaps as g
    cross join settings as p
    group by g.contact_key
)

select
    c.contact_key,
    false as is_pending,
    w.asked_at is not null as is_fired,
    w.asked_row_id as fired_row_id,
    w.asked_at + p.reply_gap_seconds * interval '1' second as fired_at,
    coalesce(w.asked_at + p.reply_gap_seconds * interval '1' second, c.recorded_at) as known_at
from int_contacts as c
cross join settings as p
inner join waits as w on w.contact_key = c.contact_key
where c.recorded_at is not null and not c.is_excluded
