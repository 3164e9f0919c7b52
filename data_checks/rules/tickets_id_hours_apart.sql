-- One row is a ticket whose versions were created at instants one to 24 whole hours apart.
-- grain: source, ticket_id
select
    r.source,
    r.ticket_id,
    min(r.created_at) as created_first,
    max(r.created_at) as created_last,
    date_diff('second', min(r.created_at), max(r.created_at)) // 3600 as hours_apart
from raw_tickets as r
where
    r._key in (
        select t._key
        from raw_tickets as t
        inner join superseded_tickets as s on s.row_id = t._row_id
    )
group by r.source, r.ticket_id
having
    date_diff('second', min(r.created_at), max(r.created_at)) between 3600 and 86400
    and date_diff('second', min(r.created_at), max(r.created_at)) % 3600 = 0
