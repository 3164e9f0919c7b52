-- One row is one column of one input table that a source has brought: what a number can be made from.
-- grain: source, table_name, column_name
select
    i.source,
    i.table_name,
    i.column_name
from import_columns as i
group by
    i.source,
    i.table_name,
    i.column_name
