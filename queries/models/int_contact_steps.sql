-- One row is one human action, or the first customer message of a turn that waits for an answer.
-- grain: is_change, row_id
-- The one pass over all messages that the time measures share. A turn begins with a public customer message that is
-- not thanks-only, where the last to speak was a human or the leg is another one. Actions are public messages, notes,
-- status and category changes by a human. In one second a message comes before a change.
with steps as (
    select
        m.contact_key,
        m.ticket_key,
        m.row_id,
        m.at,
        m.leg_number,
        false as is_change,
        m.ordinal,
        m.author_type = 'customer' as is_asking,
        m.author_type = 'human' as is_action,
        m.author_type = 'human' and m.is_public as is_reply
    from int_contact_messages as m
    where m.author_type = 'human' or (m.author_type = 'customer' and m.is_public and not m.is_thanks_only)
    union all
    select
        e.contact_key,
        e.ticket_key,
        e.row_id,
        e.at,
        e.leg_number,
        true as is_change,
        e.ordinal,
        false as is_asking,
        true as is_action,
        false as is_reply
    from int_contact_events as e
    where e.event_type in ('status', 'category') and e.actor_type = 'human'
),

-- leg * 10^11 + what there is to know of it: one look back carries both
coded as (
    select
        s.contact_key,
        s.ticket_key,
        s.row_id,
        s.at,
        s.leg_number,
        s.is_change,
        s.ordinal,
        s.is_asking,
        s.is_action,
        s.is_reply,
        coalesce(s.leg_number, 0) * 100000000000 as leg_code
    from steps as s
),

looked as (
    select
        c.contact_key,
        c.ticket_key,
        c.is_change,
        c.row_id,
        c.at,
        c.leg_number,
        c.is_asking,
        c.is_action,
        c.is_reply,
        c.leg_code,
        lag(case
            when c.is_reply then c.leg_code + c.ordinal * 2 + 1
            when c.is_asking then c.leg_code + c.ordinal * 2
        end ignore nulls) over (
            partition by c.contact_key
            order by c.at asc nulls last, c.is_change asc nulls last, c.ordinal asc nulls last
        ) as last_spoken,
        lead(case when c.is_reply then c.at end ignore nulls) over (
            partition by c.contact_key
            order by c.at asc nulls last, c.is_change asc nulls last, c.ordinal asc nulls last
        ) as next_reply_at
    from coded as c
)

select
    l.contact_key,
    l.ticket_key,
    l.is_change,
    l.row_id,
    l.at,
    l.leg_number,
    l.is_asking as is_turn_start,
    l.is_action,
    l.is_reply,
    l.next_reply_at,
    -- the leg in which the customer had already asked the same, unanswered; null where the turn begins here
    case
        when l.is_asking and l.last_spoken % 2 = 0
            then cast((l.last_spoken - l.last_spoken % 100000000000) / nullif(100000000000, 0) as integer)
    end as asked_before_in_leg
from looked as l
where l.is_action or l.last_spoken is null or l.last_spoken % 2 = 1 or l.last_spoken < l.leg_code
