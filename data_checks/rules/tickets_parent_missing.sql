-- One row is a ticket row that names a parent which is no ticket of its source.
-- grain: import_id, file_number, line
select
    r.source,
    r.ticket_id,
    r.parent_ticket_id,
    r.parent_relation,
    r._import as import_id,
    r._file as file_number,
    r._line as line
from ticket_rows as r
where
    r.parent_ticket_id is not null
    and not exists (select 1 from ticket_rows as p where p.source = r.source and p.ticket_id = r.parent_ticket_id)
