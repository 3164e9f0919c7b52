-- One row is a file with at least 60 tickets in at least four months, none of them after the 12th.
-- grain: source, import_id, file_number
select
    r.source,
    r._import as import_id,
    r._file as file_number,
    count(*) as tickets,
    count(distinct date_trunc('month', r.created_at)) as months
from current_tickets as r
group by r.source, r._import, r._file
having
    max(extract(day from r.created_at)) <= 12
    and count(*) >= 60
    and count(distinct date_trunc('month', r.created_at)) >= 4
