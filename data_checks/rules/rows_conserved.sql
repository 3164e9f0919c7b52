-- One row is a kind of record of which one layer holds more or fewer than the layers before account for.
-- grain: record, step
with layers as (
    select
        c.record,
        coalesce(max(c.row_count) filter (where c.layer = 'raw'), 0) as raw,
        coalesce(max(c.row_count) filter (where c.layer = 'superseded'), 0) as superseded,
        coalesce(max(c.row_count) filter (where c.layer = 'staging'), 0) as staging,
        coalesce(max(c.row_count) filter (where c.layer = 'of contacts'), 0) as of_contacts,
        coalesce(max(c.row_count) filter (where c.layer = 'without a ticket'), 0) as without_a_ticket,
        coalesce(max(c.row_count) filter (where c.layer = 'models'), 0) as models,
        coalesce(max(c.row_count) filter (where c.layer = 'left out'), 0) as left_out,
        coalesce(max(c.row_count) filter (where c.layer = 'mart'), 0) as mart
    from mart_conservation as c
    group by c.record
)

-- Tickets that come only as updates are in staging and not among the raw tickets.
select l.record, 'raw to staging' as step, l.raw - l.superseded as expected, l.staging as found
from layers as l
where
    (l.record = 'messages' and l.staging <> l.raw - l.superseded)
    or (l.record = 'tickets' and l.staging < l.raw - l.superseded)
union all
select l.record, 'staging to contacts' as step, l.staging - l.without_a_ticket as expected, l.of_contacts as found
from layers as l
where l.record in ('tickets', 'messages', 'events') and l.of_contacts <> l.staging - l.without_a_ticket
union all
select l.record, 'contacts to mart' as step, l.models - l.left_out as expected, l.mart as found
from layers as l
where l.record = 'contacts' and l.mart <> l.models - l.left_out
