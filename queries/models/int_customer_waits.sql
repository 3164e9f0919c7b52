-- One row is one contact whose customer's waiting is known: seconds spent waiting for us, up to the ending or so far.
-- grain: contact_key
-- basis status (a source with status events): time in new, open and waiting_third_party. basis messages: from the first
-- unanswered customer message to the next public human reply or the ending. A source has one basis. Bot legs are not
-- waiting; a ticket that nothing but thanks put back to open is not either.
with status_sources as (
    select distinct e.source
    from stg_ticket_events as e
    where e.event_type = 'status'
),

thanks as (
    select distinct m.ticket_key, m.at
    from int_contact_messages as m
    where m.is_thanks_only
),

clocks as (
    select
        c.contact_key,
        c.source,
        b.source is not null as is_by_status,
        -- opened by us: waiting begins with the customer's first question
        case when c.initiated_by in ('customer', 'unknown') then c.opened_at else q.asked_at end as from_at,
        coalesce(c.ended_at, s.data_through) as until_at
    from int_contacts as c
    inner join int_sources as s on s.source = c.source
    left join status_sources as b on b.source = c.source
    left join int_first_questions as q on q.contact_key = c.contact_key
),

by_status as (
    select
        c.contact_key,
        case when p.starts_at > c.from_at then p.starts_at else c.from_at end as starts_at,
        case when p.ends_at < c.until_at then p.ends_at else c.until_at end as ends_at
    from clocks as c
    inner join int_contact_tickets as k on k.contact_key = c.contact_key
    inner join int_status_spans as p on p.ticket_key = k.ticket_key
    left join thanks as t on t.ticket_key = p.ticket_key and t.at = p.starts_at and p.status = 'open'
    where c.is_by_status
        and p.status in ('new', 'open', 'waiting_third_party')
        and t.ticket_key is null
        and p.starts_at < c.until_at
        and p.ends_at > c.from_at
),

by_messages as (
    select
        c.contact_key,
        min(t.at) as starts_at,
        min(coalesce(t.next_reply_at, c.until_at)) as ends_at
    from clocks as c
    inner join int_contact_steps as t on t.contact_key = c.contact_key
    where not c.is_by_status and t.is_turn_start
    group by c.contact_key, t.next_reply_at
),

waits as (
    select w.contact_key, w.starts_at, w.ends_at from by_status as w
    union all
    select m.contact_key, m.starts_at, m.ends_at from by_messages as m where m.starts_at < m.ends_at
),

-- two tickets of one contact may wait at once: their common time counts once
followed as (
    select
        w.contact_key,
        w.starts_at,
        w.ends_at,
        max(w.ends_at) over (
            partition by w.contact_key
            order by w.starts_at asc nulls last, w.ends_at asc nulls last
            rows between unbounded preceding and 1 preceding
        ) as reached_at
    from waits as w
),

single as (
    select
        f.contact_key,
        case when f.reached_at > f.starts_at then f.reached_at else f.starts_at end as starts_at,
        f.ends_at
    from followed as f
    where f.reached_at is null or f.reached_at < f.ends_at
),

legs as (
    select g.contact_key, bool_or(g.handler = 'human') as has_human, bool_or(g.handler = 'bot') as has_bot
    from int_legs as g
    group by g.contact_key
),

with_bots as (
    select
        s.contact_key,
        sum(date_diff(
            'second',
            case when g.started_at > s.starts_at then g.started_at else s.starts_at end,
            case when coalesce(g.ended_at, s.ends_at) < s.ends_at then g.ended_at else s.ends_at end
        )) as seconds
    from single as s
    inner join int_legs as g on g.contact_key = s.contact_key
    where g.handler = 'bot' and g.started_at < s.ends_at and coalesce(g.ended_at, s.ends_at) > s.starts_at
    group by s.contact_key
),

waited as (
    select s.contact_key, sum(date_diff('second', s.starts_at, s.ends_at)) as seconds
    from single as s
    group by s.contact_key
)

select
    c.contact_key,
    cast(coalesce(w.seconds, 0) - coalesce(b.seconds, 0) as bigint) as customer_wait_seconds,
    case when c.is_by_status then 'status' else 'messages' end as basis
from clocks as c
left join waited as w on w.contact_key = c.contact_key
left join with_bots as b on b.contact_key = c.contact_key
left join legs as l on l.contact_key = c.contact_key
left join int_first_questions as q on q.contact_key = c.contact_key
where c.from_at is not null
    and (coalesce(l.has_human, false) or not coalesce(l.has_bot, false))
    -- unknown is not zero: a status nobody recorded, a customer of whom no word is known
    and case
        when c.is_by_status then exists (
            select 1
            from int_contact_tickets as k
            inner join int_status_spans as p on p.ticket_key = k.ticket_key
            where k.contact_key = c.contact_key
        )
        else q.contact_key is not null and exists (select 1 from int_sources as s where s.source = c.source and s.has_messages)
    end
