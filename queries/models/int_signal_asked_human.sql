-- One row is one ended contact in which the customer spoke or met a bot, and whether they asked for a human.
-- grain: contact_key
-- kept: view
-- Window: the contact, up to its ending. Threshold: one message on the list ask_human, or one requested handoff.
with asks as (
    select
        c.contact_key,
        c.recorded_at,
        w.first_row_id,
        case
            when k.handoff_requested_at is null or w.first_at <= k.handoff_requested_at then w.first_at
            else k.handoff_requested_at
        end as asked_at,
        w.first_at
    from int_contacts as c
    left join int_contact_voice as v on v.contact_key = c.contact_key
    left join int_bot_contacts as b on b.contact_key = c.contact_key
    left join int_contact_marks as k on k.contact_key = c.contact_key
    left join int_contact_words as w on w.contact_key = c.contact_key and w.list = 'ask_human'
    where c.recorded_at is not null
        and not c.is_excluded
        and (v.customer_messages > 0 or b.is_counted)
)

select
    a.contact_key,
    false as is_pending,
    a.asked_at is not null as is_fired,
    case when a.asked_at = a.first_at then a.first_row_id end as fired_row_id,
    a.asked_at as fired_at,
    coalesce(a.asked_at, a.recorded_at) as known_at
from asks as a
