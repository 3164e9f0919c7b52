-- One row is one ticket within one contact: when bot and human first spoke there publicly.
-- grain: contact_key, ticket_key
-- A ticket that serves one contact only keeps what was counted once for the ticket; only the others are read again.
with divided as (
    select
        t.contact_key,
        t.ticket_key,
        min(m.sent_at) filter (where m.author_type = 'bot' and m.is_public) as first_bot_at,
        min(m.sent_at) filter (where m.author_type = 'human' and m.is_public) as first_human_at
    from int_contact_tickets as t
    inner join stg_messages as m
        on m.ticket_key = t.ticket_key
        and (t.since_at is null or m.sent_at >= t.since_at)
        and (t.until_at is null or m.sent_at < t.until_at)
    where not t.is_whole
    group by t.contact_key, t.ticket_key
),

happened as (
    select distinct t.contact_key, t.ticket_key
    from int_contact_tickets as t
    inner join stg_ticket_events as e
        on e.ticket_key = t.ticket_key
        and e.at >= t.since_at
        and (t.until_at is null or e.at < t.until_at)
    where not t.is_whole
)

select
    t.contact_key,
    t.source,
    t.ticket_key,
    t.is_opening_ticket,
    t.relation,
    t.created_at,
    t.since_at,
    t.until_at,
    case when t.is_whole then k.first_bot_at else d.first_bot_at end as first_bot_at,
    case when t.is_whole then k.first_human_at else d.first_human_at end as first_human_at
from int_contact_tickets as t
inner join int_tickets as k on k.ticket_key = t.ticket_key
left join divided as d on d.contact_key = t.contact_key and d.ticket_key = t.ticket_key
left join happened as h on h.contact_key = t.contact_key and h.ticket_key = t.ticket_key
-- a later contact of the chain concerns the ticket it opened on, and any other on which something happened again
where t.since_at is null or t.is_opening_ticket or d.ticket_key is not null or h.ticket_key is not null
