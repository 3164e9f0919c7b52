-- One row is one contact whose answer is owed by people: when its customer first asked, and when a human first replied.
-- grain: contact_key
-- Contacts that only a bot served are not among them; nor are those opened by us until the customer speaks. Without
-- messages the opening asks and the ticket's first_response_at replies, where the source knows that column at all.
with legs as (
    select
        g.contact_key,
        bool_or(g.handler = 'human') or not bool_or(g.handler = 'bot') as is_for_people
    from int_legs as g
    group by g.contact_key
),

asked as (
    select
        t.contact_key,
        min(t.at) as asked_at,
        -- the first question's next reply is the earliest of all
        min(t.next_reply_at) as replied_at
    from int_contact_steps as t
    where t.is_turn_start
    group by t.contact_key
),

answer_columns as (
    select t.source, bool_or(t.first_response_at is not null) as has_first_response
    from stg_tickets as t
    group by t.source
),

answers as (
    select
        c.contact_key,
        c.opened_at as asked_at,
        min(t.first_response_at) filter (
            where t.first_response_at >= c.opened_at and (k.until_at is null or t.first_response_at < k.until_at)
        ) as replied_at
    from int_contacts as c
    inner join int_sources as s on s.source = c.source
    inner join answer_columns as a on a.source = c.source
    inner join int_contact_tickets as k on k.contact_key = c.contact_key
    inner join stg_tickets as t on t.ticket_key = k.ticket_key
    where not s.has_messages
        and a.has_first_response
        -- the column tells of a ticket's first answer only, so of no later contact on it
        and c.number = 1
        and c.initiated_by in ('customer', 'unknown')
    group by c.contact_key, c.opened_at
),

questions as (
    select a.contact_key, a.asked_at, a.replied_at from asked as a
    union all
    select w.contact_key, w.asked_at, w.replied_at from answers as w
)

select
    q.contact_key,
    q.asked_at,
    q.replied_at
from questions as q
left join legs as l on l.contact_key = q.contact_key
where coalesce(l.is_for_people, true)
