-- One row is a file that lacks columns which other files of its kind have for the same table.
-- grain: import_id, file_number, table_name
-- `changes_here` marks the files at which the columns change, in the order of the files' names.
with sets as (
    select
        c.source,
        c.import_id,
        c.file_number,
        c.file,
        c.kind,
        c.table_name,
        list(c.column_name order by c.column_name) as names
    from file_columns as c
    group by c.source, c.import_id, c.file_number, c.file, c.kind, c.table_name
),

known as (
    select distinct c.source, c.kind, c.table_name, c.column_name
    from file_columns as c
),

compared as (
    select
        s.source,
        s.import_id,
        s.file_number,
        s.file,
        s.kind,
        s.table_name,
        s.names <> lag(s.names) over (
            partition by s.source, s.kind, s.table_name order by s.file nulls last, s.import_id nulls last
        ) as changes_here,
        string_agg(k.column_name, '|' order by k.column_name) filter (
            where not list_contains(s.names, k.column_name)
        ) as missing_columns
    from sets as s
    inner join known as k on k.source = s.source and k.kind = s.kind and k.table_name = s.table_name
    group by s.source, s.import_id, s.file_number, s.file, s.kind, s.table_name, s.names
)

select c.source, c.import_id, c.file_number, c.file, c.table_name, c.changes_here, c.missing_columns
from compared as c
where c.missing_columns is not null
