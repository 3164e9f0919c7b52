-- One row is a file with more than one rejected row in a hundred; rows that the map leaves out on purpose are none.
-- grain: import_id, file_number
-- Filled follow-up lists are none either: their import names each bad row to whoever asked, who sends the row again.
select r.source, r.import_id, r.file_number, r.file, r.rows_in, r.rejected, r.left_out
from import_files as r
where (r.rejected - r.left_out) * 100 > r.rows_in and coalesce(r.kind, '') <> 'follow_up_list'
