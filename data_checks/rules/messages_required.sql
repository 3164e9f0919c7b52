-- One row is a message without ticket, time or kind of author.
-- grain: import_id, file_number, line
select r.source, r.ticket_id, r.message_id, r._import as import_id, r._file as file_number, r._line as line
from current_messages as r
where r.ticket_id is null or r.sent_at is null or r.author_type is null
