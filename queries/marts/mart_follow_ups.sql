-- One row is one asking after the fact about one contact that counts: who was asked, how, and what they answered.
-- grain: row_id
-- Not every answer is by the rules: see is_by_the_same_agent and is_in_time. Drawn and not asked: no row.
select
    a.row_id,
    a.contact_key,
    c.contact_id,
    a.source,
    a.ticket_id,
    a.drawn_at,
    a.asked_at,
    a.answered_at,
    d.ended_on,
    a.value_raw,
    a.scale,
    a.value,
    a.verdict,
    a.is_positive,
    a.mode,
    a.asked_by,
    a.is_by_the_same_agent,
    a.is_in_time,
    a.frame
from int_follow_up_answers as a
inner join int_contacts as c on c.contact_key = a.contact_key
inner join int_contact_days as d on d.contact_key = a.contact_key
