-- One row is a file with more than one rejected row in a hundred; rows that the map leaves out on purpose are none.
-- grain: import_id, file_number
select r.source, r.import_id, r.file_number, r.file, r.rows_in, r.rejected, r.left_out
from import_files as r
where (r.rejected - r.left_out) * 100 > r.rows_in
