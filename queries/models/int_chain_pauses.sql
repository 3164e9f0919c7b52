-- One row is one ending by inactivity: a pause of inactive_end_hours after a stretch of messages in which we spoke.
-- grain: root_ticket_key, ended_at_step
-- Only where nothing else tells the end: chains without any status, and what follows the last move of a chain whose
-- tickets are all done (a customer wrote on a solved ticket and nobody moved it again). A stretch in which nobody
-- answered ends nothing: it stays backlog.
with messages as (
    select
        s.root_ticket_key,
        s.step,
        s.at,
        s.kind,
        c.inactive_hours,
        c.data_through,
        lag(s.at) over (partition by s.root_ticket_key order by s.step nulls first) as previous_at
    from int_chain_steps as s
    inner join int_chains as c on c.root_ticket_key = s.root_ticket_key
    where
        s.kind in ('message', 'thanks', 'ours')
        and s.open_tickets = 0
        and (s.chain_last_move_step is null or s.step > s.chain_last_move_step)
),

stretches as (
    select
        m.root_ticket_key,
        m.step,
        m.at,
        m.kind,
        m.inactive_hours,
        m.data_through,
        sum(
            case when m.at > m.previous_at + m.inactive_hours * interval '1' hour then 1 else 0 end
        ) over (
            partition by m.root_ticket_key order by m.step nulls first
            rows between unbounded preceding and current row
        ) as stretch
    from messages as m
),

pauses as (
    select
        s.root_ticket_key,
        max(s.step) as ended_at_step,
        max(s.at + s.inactive_hours * interval '1' hour) as at,
        max(s.data_through) as data_through
    from stretches as s
    group by s.root_ticket_key, s.stretch
    having bool_or(s.kind = 'ours')
)

select p.root_ticket_key, p.ended_at_step, p.at
from pauses as p
where p.at <= p.data_through
