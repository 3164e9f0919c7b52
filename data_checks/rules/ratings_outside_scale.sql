-- One row is a rating whose number is outside its scale.
-- grain: import_id, file_number, line
select
    r.source,
    r.ticket_id,
    r.scale,
    r.value_raw,
    c.lowest as scale_lowest,
    c.highest as scale_highest,
    r._import as import_id,
    r._file as file_number,
    r._line as line
from current_ratings as r
inner join scales as c on c.source = r.source and c.scale = coalesce(r.scale, 'default')
where try_cast(r.value_raw as double) < c.lowest or try_cast(r.value_raw as double) > c.highest
