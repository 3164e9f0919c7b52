-- One row is a message whose ticket is not in the data.
-- grain: import_id, file_number, line
select r.source, r.ticket_id, r.message_id, r._import as import_id, r._file as file_number, r._line as line
from current_messages as r
where not exists (select 1 from ticket_rows as t where t.ticket_key = r.ticket_key)
