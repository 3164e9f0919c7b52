-- One row is one turn of a chain that is not plain: it ended, was done again, or the customer came back.
-- grain: root_ticket_key, ordinal
-- Coming back: a customer message that is more than thanks, or a status change away from done by the customer (not one
-- that a thanks-only message caused), or by nobody known in a source without messages (flagged).
with marked as (
    select
        s.root_ticket_key,
        s.ticket_key,
        s.at,
        s.step,
        0 as is_pause,
        case
            when
                s.kind = 'done'
                and s.open_tickets = 0
                -- solved -> closed ends only what a message on this very ticket had opened
                and (s.open_change < 0 or coalesce(s.last_message_step, 0) > coalesce(s.last_move_step, 0))
                then 'done'
            when s.kind = 'message' then 'back'
            when
                s.kind = 'out'
                and s.actor_type = 'customer'
                and coalesce(s.last_thanks_step, 0) <= coalesce(s.last_move_step, 0)
                then 'back'
            when s.kind = 'out' and s.actor_type = 'unknown' and not x.has_messages then 'back'
        end as turn,
        s.open_change,
        s.actor_type,
        s.kind
    from int_chain_steps as s
    inner join int_sources as x on x.source = s.source
),

turns as (
    select m.root_ticket_key, m.ticket_key, m.at, m.step, m.is_pause, m.turn, m.open_change, m.actor_type, m.kind
    from marked as m
    where m.turn is not null
    union all
    select
        p.root_ticket_key,
        p.root_ticket_key as ticket_key,
        p.at,
        p.ended_at_step as step,
        1 as is_pause,
        'done' as turn,
        0 as open_change,
        'inactivity' as actor_type,
        'pause' as kind
    from int_chain_pauses as p
),

compared as (
    select
        t.root_ticket_key,
        t.ticket_key,
        t.at,
        t.step,
        t.is_pause,
        t.turn,
        t.open_change,
        t.actor_type,
        t.kind,
        lag(t.turn) over (
            partition by t.root_ticket_key order by t.step nulls first, t.is_pause nulls first
        ) as previous_turn
    from turns as t
),

kept as (
    select
        c.root_ticket_key,
        c.ticket_key,
        c.at,
        c.step,
        c.is_pause,
        case
            when c.turn = 'back' then 'opening'
            when c.previous_turn = 'done' then 'done again'
            else 'ending'
        end as turn,
        c.actor_type,
        c.turn = 'back' and c.actor_type = 'unknown' as is_flagged
    from compared as c
    where
        c.turn = 'back' and c.previous_turn = 'done'
        or c.turn = 'done' and (coalesce(c.previous_turn, 'back') = 'back' or c.open_change < 0)
)

select
    k.root_ticket_key,
    k.ticket_key,
    k.at,
    k.step,
    k.turn,
    k.actor_type,
    k.is_flagged,
    row_number() over (
        partition by k.root_ticket_key order by k.step nulls first, k.is_pause nulls first
    ) as ordinal,
    cast(1 + sum(case when k.turn = 'opening' then 1 else 0 end) over (
        partition by k.root_ticket_key order by k.step nulls first, k.is_pause nulls first
        rows between unbounded preceding and current row
    ) as bigint) as number
from kept as k
