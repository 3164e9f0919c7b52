-- One row is one contact in time: when it opened and ended, who ended it, when the same chain opened the next.
-- grain: root_ticket_key, number
-- ended_at is recorded_at; but after a move by the system, a bot or inactivity it is the last public message before,
-- if that was ours or thanks-only.
with plain_moves as (
    select
        coalesce(l.root_ticket_key, m.ticket_key) as root_ticket_key,
        m.row_id,
        m.actor_type,
        m.at
    from int_ticket_moves as m
    left join int_links as l on l.ticket_key = m.ticket_key
    where m.open_change = -1
),

plain_actors as (
    select c.root_ticket_key, max_by(m.actor_type, m.row_id) as actor_type
    from int_chains as c
    inner join plain_moves as m on m.root_ticket_key = c.root_ticket_key and m.at = c.done_at
    where c.is_plain and not c.is_by_inactivity
    group by c.root_ticket_key
),

plain_chains as (
    select
        c.root_ticket_key,
        c.opened_at,
        c.done_at,
        c.is_by_inactivity,
        c.last_customer_at,
        c.last_ours_at,
        c.first_thanks_at,
        case when c.last_thanks_at <= c.done_at then c.last_thanks_at end as thanks_before_at,
        c.thanks_count
    from int_chains as c
    where c.is_plain
),

plain as (
    select
        c.root_ticket_key,
        cast(1 as bigint) as number,
        c.root_ticket_key as ticket_key,
        'creation' as opened_by,
        c.opened_at,
        c.done_at as recorded_at,
        cast(null as timestamp) as next_opened_at,
        case when c.is_by_inactivity then 'inactivity' else a.actor_type end as actor_type,
        false as is_flagged,
        cast(0 as bigint) as done_again_count,
        -- the last word before the end; after it there are thanks only, or this would not be plain
        case
            when
                c.last_customer_at is not null
                and (c.last_ours_at is null or c.last_customer_at > c.last_ours_at)
                and (c.thanks_before_at is null or c.thanks_before_at < c.last_customer_at)
                then null
            when
                c.thanks_before_at is not null and (c.last_ours_at is null or c.thanks_before_at > c.last_ours_at)
                then c.thanks_before_at
            else c.last_ours_at
        end as last_word_at,
        case when c.first_thanks_at > c.done_at then c.thanks_count else 0 end as thanks_after_count
    from plain_chains as c
    left join plain_actors as a on a.root_ticket_key = c.root_ticket_key
),

openings as (
    select
        t.root_ticket_key,
        t.number,
        t.ticket_key,
        t.at as opened_at,
        t.step as opened_step,
        t.is_flagged
    from int_chain_turns as t
    where t.turn = 'opening'
    union all
    select
        c.root_ticket_key,
        cast(1 as bigint) as number,
        c.root_ticket_key as ticket_key,
        c.opened_at,
        cast(0 as bigint) as opened_step,
        false as is_flagged
    from int_chains as c
    where not c.is_plain
),

endings as (
    select t.root_ticket_key, t.number, t.at as recorded_at, t.step, t.actor_type
    from int_chain_turns as t
    where t.turn = 'ending'
),

done_again as (
    select t.root_ticket_key, t.number, count(*) as done_again_count
    from int_chain_turns as t
    where t.turn = 'done again'
    group by t.root_ticket_key, t.number
),

spans as (
    select
        o.root_ticket_key,
        o.number,
        o.ticket_key,
        o.opened_at,
        o.opened_step,
        o.is_flagged,
        lead(o.opened_at) over (partition by o.root_ticket_key order by o.number nulls first) as next_opened_at,
        lead(o.opened_step) over (partition by o.root_ticket_key order by o.number nulls first) as next_opened_step,
        e.recorded_at,
        e.step as ended_step,
        e.actor_type
    from openings as o
    left join endings as e on e.root_ticket_key = o.root_ticket_key and e.number = o.number
),

last_words as (
    select s.root_ticket_key, s.number, m.at as last_at, m.kind
    from spans as s
    inner join int_chain_steps as m
        on m.root_ticket_key = s.root_ticket_key and m.step >= s.opened_step and m.step <= s.ended_step
    where m.kind in ('message', 'thanks', 'ours')
    qualify row_number() over (partition by s.root_ticket_key, s.number order by m.step desc nulls last) = 1
),

thanks_after as (
    select s.root_ticket_key, s.number, count(*) as thanks_after_count
    from spans as s
    inner join int_chain_steps as m on m.root_ticket_key = s.root_ticket_key and m.step > s.ended_step
    where m.kind = 'thanks' and (s.next_opened_step is null or m.step < s.next_opened_step)
    group by s.root_ticket_key, s.number
),

all_spans as (
    select
        p.root_ticket_key,
        p.number,
        p.ticket_key,
        p.opened_at,
        p.recorded_at,
        p.next_opened_at,
        p.actor_type,
        p.is_flagged,
        p.done_again_count,
        p.thanks_after_count,
        p.last_word_at
    from plain as p
    union all
    select
        s.root_ticket_key,
        s.number,
        s.ticket_key,
        s.opened_at,
        s.recorded_at,
        s.next_opened_at,
        s.actor_type,
        s.is_flagged,
        coalesce(d.done_again_count, 0) as done_again_count,
        coalesce(t.thanks_after_count, 0) as thanks_after_count,
        case when w.kind <> 'message' then w.last_at end as last_word_at
    from spans as s
    left join done_again as d on d.root_ticket_key = s.root_ticket_key and d.number = s.number
    left join last_words as w on w.root_ticket_key = s.root_ticket_key and w.number = s.number
    left join thanks_after as t on t.root_ticket_key = s.root_ticket_key and t.number = s.number
)

select
    b.root_ticket_key,
    b.number,
    b.ticket_key,
    b.opened_at,
    b.recorded_at,
    case
        when b.recorded_at is null then null
        when b.actor_type in ('system', 'bot', 'inactivity') then coalesce(b.last_word_at, b.recorded_at)
        else b.recorded_at
    end as ended_at,
    b.next_opened_at,
    case when b.recorded_at is null then null when b.actor_type = 'bot' then 'system' else b.actor_type end as ended_by,
    b.is_flagged as is_return_flagged,
    b.done_again_count,
    b.thanks_after_count
from all_spans as b
