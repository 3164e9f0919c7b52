-- One row is a ticket that lies in the range of a newer full export and is not in it.
-- grain: source, ticket_id
select r.source, r.ticket_id, r.created_at, r._import as import_id, r._file as file_number, r._line as line
from raw_tickets as r
where r._row_id in (select v.row_id from vanished_tickets as v)
