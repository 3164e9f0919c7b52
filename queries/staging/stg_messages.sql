-- One row is the newest version of one message.
-- grain: row_id
select
    r.source,
    r.ticket_key,
    r._row_id as row_id,
    r.message_id,
    r.ticket_id,
    r.sent_at,
    r.seq,
    r.author_type,
    r.author_id,
    coalesce(r.is_public, true) as is_public,
    r.body,
    r.intent,
    r.bot_matched,
    r.useful_vote,
    r.body_hash,
    r._exported_at as exported_at
from raw_messages as r
where not exists (select 1 from superseded_messages as s where s.row_id = r._row_id)
