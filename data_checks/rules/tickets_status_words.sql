-- One row is a ticket row whose status has no meaning here.
-- grain: import_id, file_number, line
select r.source, r.ticket_id, r.status_raw, r._import as import_id, r._file as file_number, r._line as line
from ticket_rows as r
where
    (r.status is null and r.status_raw is not null)
    or r.status not in ('new', 'open', 'waiting_customer', 'waiting_third_party', 'solved', 'closed', 'deleted')
