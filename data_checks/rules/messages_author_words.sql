-- One row is a message whose author kind or vote is outside its list.
-- grain: import_id, file_number, line
select
    r.source,
    r.ticket_id,
    r.message_id,
    r.author_type,
    r.useful_vote,
    r._import as import_id,
    r._file as file_number,
    r._line as line
from current_messages as r
where r.author_type not in ('customer', 'human', 'bot', 'system') or r.useful_vote not in (-1, 0, 1)
