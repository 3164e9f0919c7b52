-- One row is one contact with a message whose intent is known: the first such intent.
-- grain: contact_key
-- Whoever named it: usually the bot, at its first answer.
with named as (
    select
        t.contact_key,
        m.intent,
        m.sent_at,
        m.seq,
        m.row_id
    from stg_messages as m
    inner join int_contact_tickets as t
        on t.ticket_key = m.ticket_key
        and (t.since_at is null or m.sent_at >= t.since_at)
        and (t.until_at is null or m.sent_at < t.until_at)
    where m.intent is not null
)

select
    n.contact_key,
    n.intent
from named as n
qualify row_number() over (
    partition by n.contact_key order by n.sent_at nulls first, n.seq nulls first, n.row_id nulls first
) = 1
