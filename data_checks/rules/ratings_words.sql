-- One row is a rating with a word outside its list.
-- grain: import_id, file_number, line
select
    r.source,
    r.ticket_id,
    r.rated_subject,
    r.resolved_by_customer,
    r._import as import_id,
    r._file as file_number,
    r._line as line
from current_ratings as r
where r.rated_subject not in ('bot', 'human', 'company') or r.resolved_by_customer not in ('yes', 'no')
