-- One row is one kind of record with how many of them a contact holds, counted while they are at hand.
-- grain: record
select 'messages' as record, count(*) as row_count from int_contact_messages
union all
select 'events' as record, count(*) as row_count from int_contact_events
