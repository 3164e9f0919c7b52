-- One row is a ticket that fits its neighbours in the file, or its own end, only with day and month exchanged.
-- grain: source, ticket_id, import_id, line
with swapped as (
    select
        r.source,
        r.ticket_id,
        r.created_at,
        least(coalesce(r.solved_at, r.closed_at), coalesce(r.closed_at, r.solved_at)) as done_at,
        make_timestamp(
            cast(extract(year from r.created_at) as bigint),
            cast(extract(day from r.created_at) as bigint),
            cast(extract(month from r.created_at) as bigint),
            cast(extract(hour from r.created_at) as bigint),
            cast(extract(minute from r.created_at) as bigint),
            0.0
        ) as swapped_at,
        r._import as import_id,
        r._file as file_number,
        r._line as line
    from current_tickets as r
    where
        extract(day from r.created_at) <= 12
        and extract(day from r.created_at) <> extract(month from r.created_at)
),

neighbours as (
    select
        r._import as import_id,
        r._file as file_number,
        r._line as line,
        lag(r.created_at) over (partition by r._import, r._file order by r._line nulls last) as above,
        lead(r.created_at) over (partition by r._import, r._file order by r._line nulls last) as below
    from current_tickets as r
)

select s.source, s.ticket_id, s.created_at, s.swapped_at, s.import_id, s.file_number, s.line
from swapped as s
inner join neighbours as n
    on n.import_id = s.import_id and n.file_number = s.file_number and n.line = s.line
where
    (
        abs(date_diff('day', n.above, n.below)) <= 3
        and abs(date_diff('day', s.swapped_at, n.above)) <= 3
        and abs(date_diff('day', s.created_at, n.above)) > 20
    )
    or (s.done_at < s.created_at and s.swapped_at <= s.done_at and date_diff('day', s.swapped_at, s.done_at) <= 31)
