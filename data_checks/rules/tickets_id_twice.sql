-- One row is a ticket id that one import holds more than once with different content and no version to choose by.
-- grain: source, ticket_id, import_id
select r.source, r.ticket_id, r._import as import_id, count(*) as versions
from raw_tickets as r
where
    r._version is null
    and r._key in (
        select t._key
        from raw_tickets as t
        inner join superseded_tickets as s on s.row_id = t._row_id
    )
group by r.source, r.ticket_id, r._import
having count(distinct r._hash) > 1
