-- One row is a message id that one import holds more than once with different content and no version to choose by.
-- grain: source, message_id, import_id
select r.source, r.message_id, min(r.ticket_id) as ticket_id, r._import as import_id, count(*) as versions
from raw_messages as r
where
    r._version is null
    and r.message_id is not null
    and r._key in (
        select m._key
        from raw_messages as m
        inner join superseded_messages as s on s.row_id = m._row_id
    )
group by r.source, r.message_id, r._import
having count(distinct r._hash) > 1
