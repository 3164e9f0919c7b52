-- One row is one ended contact in which the customer was answered, and whether neither thanks nor a good word followed.
-- grain: contact_key
-- kept: view
-- Window: from the first reply of a bot or a human to the ending. Threshold: no message on thanks, positive_close.
with kind_words as (
    select
        w.contact_key,
        max(w.last_ordinal) as last_ordinal
    from int_contact_words as w
    where w.list in ('thanks', 'thanks_only', 'positive_close')
    group by w.contact_key
)

select
    c.contact_key,
    false as is_pending,
    coalesce(k.last_ordinal < v.first_reply_ordinal, true) as is_fired,
    cast(null as bigint) as fired_row_id,
    case when coalesce(k.last_ordinal < v.first_reply_ordinal, true) then c.recorded_at end as fired_at,
    c.recorded_at as known_at
from int_contacts as c
inner join int_contact_voice as v
    on v.contact_key = c.contact_key and v.customer_messages > 0 and v.first_reply_ordinal is not null
left join kind_words as k on k.contact_key = c.contact_key
where c.recorded_at is not null and not c.is_excluded
