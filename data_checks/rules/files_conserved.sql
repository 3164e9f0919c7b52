-- One row is a file whose rows are not its stored, duplicate and rejected rows.
-- grain: import_id, file_number
select r.source, r.import_id, r.file_number, r.file, r.rows_in, r.stored, r.duplicate, r.rejected
from import_files as r
where r.rows_in <> r.stored + r.duplicate + r.rejected
