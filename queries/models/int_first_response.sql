-- One row is one contact that waited for a first human reply: seconds to it, from the first question and from the handoff.
-- grain: contact_key
-- *_end: answered, no_reply (the contact ended first), waiting (neither had come by data_through; seconds so far).
with replies_after_handoff as (
    select t.contact_key, min(t.at) as replied_at
    from int_contact_steps as t
    inner join int_contact_legs as l on l.contact_key = t.contact_key
    where t.is_reply and t.at >= l.first_handoff_at
    group by t.contact_key
),

clocks as (
    select
        q.contact_key,
        q.asked_at,
        q.replied_at,
        -- whether or not anybody took over: leaving out those nobody served would make the rest look quick
        l.first_handoff_at as handoff_at,
        h.replied_at as handoff_replied_at,
        c.ended_at,
        coalesce(c.ended_at, s.data_through) as last_at
    from int_first_questions as q
    inner join int_contacts as c on c.contact_key = q.contact_key
    inner join int_sources as s on s.source = c.source
    left join int_contact_legs as l on l.contact_key = q.contact_key
    left join replies_after_handoff as h on h.contact_key = q.contact_key
)

select
    k.contact_key,
    k.asked_at,
    k.replied_at,
    case
        when k.replied_at is not null then date_diff('second', k.asked_at, k.replied_at)
        when k.last_at > k.asked_at then date_diff('second', k.asked_at, k.last_at)
        else 0
    end as first_response_seconds,
    case when k.replied_at is not null then 'answered' when k.ended_at is not null then 'no_reply' else 'waiting' end
        as first_response_end,
    case
        when k.handoff_at is null then null
        when k.handoff_replied_at is not null then date_diff('second', k.handoff_at, k.handoff_replied_at)
        when k.last_at > k.handoff_at then date_diff('second', k.handoff_at, k.last_at)
        else 0
    end as first_response_after_handoff_seconds,
    case
        when k.handoff_at is null then null
        when k.handoff_replied_at is not null then 'answered'
        when k.ended_at is not null then 'no_reply'
        else 'waiting'
    end as first_response_after_handoff_end
from clocks as k
