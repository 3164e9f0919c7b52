-- One row is one layer's count of one kind of record: what comes in must be accounted for on the way out.
-- grain: record, layer
with counts as (
    select 'tickets' as record, 'raw' as layer, count(*) as row_count from raw_tickets
    union all
    select 'tickets' as record, 'superseded' as layer, count(*) as row_count from superseded_tickets
    union all
    select 'tickets' as record, 'staging' as layer, count(*) as row_count from stg_tickets
    union all
    select 'tickets' as record, 'of contacts' as layer, count(distinct t.ticket_key) as row_count
    from int_contact_tickets as t
    union all
    select 'tickets' as record, 'left out' as layer, count(*) as row_count
    from int_tickets as t
    where t.exclude_reason is not null
    union all
    select 'tickets' as record, 'mart' as layer, count(*) as row_count from mart_tickets
    union all
    select 'messages' as record, 'raw' as layer, count(*) as row_count from raw_messages
    union all
    select 'messages' as record, 'superseded' as layer, count(*) as row_count from superseded_messages
    union all
    select 'messages' as record, 'staging' as layer, count(*) as row_count from stg_messages
    union all
    select p.record, 'of contacts' as layer, p.row_count
    from int_placed_counts as p
    union all
    select 'messages' as record, 'without a ticket' as layer, cast(coalesce(sum(m.messages), 0) as bigint) as row_count
    from int_ticket_messages as m
    where not exists (select 1 from int_tickets as t where t.ticket_key = m.ticket_key)
    union all
    select 'events' as record, 'staging' as layer, count(*) as row_count from stg_ticket_events
    union all
    select 'events' as record, 'without a ticket' as layer, count(*) as row_count
    from stg_ticket_events as e
    where not exists (select 1 from int_tickets as t where t.ticket_key = e.ticket_key)
    union all
    select 'contacts' as record, 'models' as layer, count(*) as row_count from int_contacts
    union all
    select 'contacts' as record, 'left out' as layer, count(*) as row_count
    from int_contacts as c
    where c.is_excluded
    union all
    select 'contacts' as record, 'mart' as layer, count(*) as row_count from mart_contacts
)

select c.record, c.layer, c.row_count
from counts as c
