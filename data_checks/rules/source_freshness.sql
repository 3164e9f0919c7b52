-- One row is a source, not archived, whose newest record and newest export are more than three days old.
-- grain: source
with news as (
    select r.source, max(coalesce(r.at, r.created_at)) as newest_at
    from ticket_rows as r
    where coalesce(r.at, r.created_at) <= (select built_at from settings)
    group by r.source
    union all
    select e.source, max(e.at) as newest_at
    from current_ticket_events as e
    where e.at <= (select built_at from settings)
    group by e.source
    union all
    select m.source, max(m.sent_at) as newest_at
    from current_messages as m
    where m.sent_at <= (select built_at from settings)
    group by m.source
    union all
    select i.source, max(i.exported_at) as newest_at
    from imports as i
    where i.exported_at is not null
    group by i.source
)

select n.source, max(n.newest_at) as newest_at
from news as n
inner join source_settings as a on a.source = n.source and not a.is_archived
group by n.source
having max(n.newest_at) + interval '3' day < (select built_at from settings)
