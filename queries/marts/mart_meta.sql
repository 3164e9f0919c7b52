-- One row is one source: how far it reaches and what it holds.
-- grain: source
select
    s.source,
    s.namespace,
    s.is_archived,
    s.data_through,
    s.window_through,
    s.has_status,
    s.has_session_end,
    s.has_messages,
    s.has_events,
    s.has_issues,
    s.has_activity,
    s.has_ratings,
    s.has_orders,
    s.has_customers,
    s.invites_known,
    coalesce(t.tickets, 0) as tickets,
    coalesce(c.contacts, 0) as contacts
from int_sources as s
left join (
    select k.source, count(*) as tickets
    from int_tickets as k
    group by k.source
) as t on t.source = s.source
left join (
    select k.source, count(*) as contacts
    from int_contacts as k
    group by k.source
) as c on c.source = s.source
