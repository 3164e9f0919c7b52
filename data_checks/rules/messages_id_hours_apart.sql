-- One row is a message whose versions were sent at instants one to 24 whole hours apart.
-- grain: source, message_id
select
    r.source,
    r.message_id,
    min(r.ticket_id) as ticket_id,
    min(r.sent_at) as sent_first,
    max(r.sent_at) as sent_last,
    date_diff('second', min(r.sent_at), max(r.sent_at)) // 3600 as hours_apart
from raw_messages as r
where
    r.message_id is not null
    and r._key in (
        select m._key
        from raw_messages as m
        inner join superseded_messages as s on s.row_id = m._row_id
    )
group by r.source, r.message_id
having
    date_diff('second', min(r.sent_at), max(r.sent_at)) between 3600 and 86400
    and date_diff('second', min(r.sent_at), max(r.sent_at)) % 3600 = 0
