-- One row is a file whose columns of one table differ from those that most files of that table have.
-- grain: import_id, file_number, table_name
with sets as (
    select
        c.source,
        c.import_id,
        c.file_number,
        c.file,
        c.table_name,
        list(c.column_name order by c.column_name) as names
    from file_columns as c
    group by c.source, c.import_id, c.file_number, c.file, c.table_name
),

usual as (
    select s.source, s.table_name, s.names
    from sets as s
    group by s.source, s.table_name, s.names
    qualify row_number() over (partition by s.source, s.table_name order by count(*) desc nulls last, s.names nulls last) = 1
)

select
    s.source,
    s.import_id,
    s.file_number,
    s.file,
    s.table_name,
    array_to_string(list_filter(u.names, lambda name: not list_contains(s.names, name)), '|') as missing_columns,
    array_to_string(list_filter(s.names, lambda name: not list_contains(u.names, name)), '|') as added_columns
from sets as s
inner join usual as u on u.source = s.source and u.table_name = s.table_name
where s.names <> u.names
