-- One row is one ended contact with a human leg: was it solved at once, for good, and without a bad word.
-- grain: contact_key
select
    c.contact_key,
    coalesce(t.is_base_7d, false) as is_in_base,
    coalesce(t.is_matured_7d, false) as is_matured,
    l.human_legs = 1
        and l.transfers = 0
        and coalesce(r.human_negatives + r.bot_negatives, 0) = 0
        and coalesce(r.answers_no, 0) = 0
        -- The last question has a reply after it: an ending by the system answers nothing.
        and coalesce(v.last_question_ordinal < v.last_reply_ordinal, v.last_question_ordinal is null)
        as is_done_in_one,
    not coalesce(t.is_returned_7d, false) as has_stayed_done_7d,
    not coalesce(t.is_returned_24h, false) as has_stayed_done_24h
from int_contacts as c
inner join int_contact_legs as l on l.contact_key = c.contact_key and l.has_human_leg
left join int_returns as t on t.contact_key = c.contact_key
left join int_contact_ratings as r on r.contact_key = c.contact_key
left join int_contact_voice as v on v.contact_key = c.contact_key
where c.recorded_at is not null and not c.is_excluded
