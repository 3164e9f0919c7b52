-- One row is one step of a chain that is not plain: a move of one of its tickets, or a public message.
-- grain: root_ticket_key, step
-- Within one second messages come before moves, then seq decides: a status that a message caused follows it.
with members as (
    select
        coalesce(l.root_ticket_key, t.ticket_key) as root_ticket_key,
        t.ticket_key
    from int_tickets as t
    left join int_links as l on l.ticket_key = t.ticket_key
),

chains as (
    select m.root_ticket_key, m.ticket_key, c.source, c.tracked_tickets
    from members as m
    inner join int_chains as c on c.root_ticket_key = m.root_ticket_key
    where not c.is_plain
),

steps as (
    select
        c.root_ticket_key,
        c.ticket_key,
        c.source,
        c.tracked_tickets,
        m.at,
        1 as rank_in_second,
        m.seq,
        m.row_id,
        m.kind,
        m.open_change,
        m.actor_type
    from chains as c
    inner join int_ticket_moves as m on m.ticket_key = c.ticket_key
    union all
    select
        c.root_ticket_key,
        c.ticket_key,
        c.source,
        c.tracked_tickets,
        m.sent_at as at,
        0 as rank_in_second,
        m.seq,
        m.row_id,
        case
            when m.author_type <> 'customer' then 'ours'
            when w.row_id is null then 'message'
            else 'thanks'
        end as kind,
        0 as open_change,
        m.author_type as actor_type
    from chains as c
    inner join stg_messages as m on m.ticket_key = c.ticket_key
    left join message_words as w on w.row_id = m.row_id and w.list = 'thanks_only'
    where m.is_public and m.author_type <> 'system'
),

numbered as (
    select
        s.root_ticket_key,
        s.ticket_key,
        s.source,
        s.tracked_tickets,
        s.at,
        s.row_id,
        s.kind,
        s.open_change,
        s.actor_type,
        row_number() over (
            partition by s.root_ticket_key
            order by
                s.at nulls first, s.rank_in_second nulls first, s.seq nulls first, s.row_id nulls first,
                s.open_change nulls first
        ) as step
    from steps as s
)

select
    n.root_ticket_key,
    n.ticket_key,
    n.source,
    n.step,
    n.at,
    n.row_id,
    n.kind,
    n.open_change,
    n.actor_type,
    cast(n.tracked_tickets + sum(n.open_change) over (
        partition by n.root_ticket_key order by n.step nulls first
        rows between unbounded preceding and current row
    ) as bigint) as open_tickets,
    max(case when n.kind in ('done', 'out') then n.step end) over (
        partition by n.ticket_key order by n.step nulls first
        rows between unbounded preceding and 1 preceding
    ) as last_move_step,
    max(case when n.kind = 'message' then n.step end) over (
        partition by n.ticket_key order by n.step nulls first
        rows between unbounded preceding and 1 preceding
    ) as last_message_step,
    max(case when n.kind = 'thanks' then n.step end) over (
        partition by n.ticket_key order by n.step nulls first
        rows between unbounded preceding and 1 preceding
    ) as last_thanks_step,
    max(case when n.kind in ('done', 'out') then n.step end) over (
        partition by n.root_ticket_key
    ) as chain_last_move_step
from numbered as n
