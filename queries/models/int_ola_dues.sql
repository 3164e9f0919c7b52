-- One row is one promise: when it is due, and whether it was met, missed, or is not yet due.
-- grain: contact_key, ticket_key, measure
-- Due is when the target is used up if nothing pauses any more; a fulfilled promise keeps the due it then had. Equal is
-- met. Open and overdue is missed. Judged by the time used, not by the due moment: on a business clock that ran out at
-- closing time, an answer before the next opening is still in time.
with counted as (
    select
        p.contact_key,
        p.ticket_key,
        p.measure,
        p.schedule_id,
        p.target_seconds,
        p.starts_at,
        p.is_open,
        p.is_used,
        p.need_from,
        p.seconds,
        cast(coalesce(sum(p.seconds) over (
            partition by p.contact_key, p.ticket_key, p.measure
            order by p.starts_at asc nulls last, p.is_open asc nulls last
            rows between unbounded preceding and 1 preceding
        ), 0) as bigint) as seconds_before
    from int_ola_pieces as p
),

-- the target runs out in one stretch
marked as (
    select
        c.contact_key,
        c.ticket_key,
        c.measure,
        c.schedule_id,
        c.target_seconds,
        c.starts_at,
        c.is_used,
        c.need_from,
        c.seconds,
        c.seconds_before,
        c.seconds_before < c.target_seconds
        and (c.is_open or c.seconds_before + c.seconds >= c.target_seconds) as is_last
    from counted as c
),

summed as (
    select
        m.contact_key,
        m.ticket_key,
        m.measure,
        cast(coalesce(sum(m.seconds) filter (where m.is_used), 0) as bigint) as used_seconds,
        max(m.schedule_id) filter (where m.is_last) as schedule_id,
        max(m.starts_at) filter (where m.is_last) as last_starts_at,
        max(m.target_seconds - m.seconds_before) filter (where m.is_last) as left_seconds,
        max(m.need_from + m.target_seconds - m.seconds_before) filter (where m.is_last) as need
    from marked as m
    group by m.contact_key, m.ticket_key, m.measure
),

-- the spans of a calendar by each day's worth of open seconds they touch, so that equality finds the right few
buckets as (
    select d.schedule_id, d.opens_at, d.need_from, d.need_until, d.need_from - d.need_from % 86400 as bucket
    from int_calendar_days as d
    where d.length_seconds > 0
    union all
    select d.schedule_id, d.opens_at, d.need_from, d.need_until, d.need_until - d.need_until % 86400 as bucket
    from int_calendar_days as d
    where d.length_seconds > 0 and d.need_until - d.need_until % 86400 > d.need_from - d.need_from % 86400
),

judged as (
    select
        t.contact_key,
        t.ticket_key,
        t.measure,
        t.source,
        t.policy_id,
        t.priority,
        t.clock,
        t.target_seconds,
        t.starts_at,
        t.fulfilled_at,
        case
            when t.own_due_at is not null then t.own_due_at
            when u.schedule_id is null then u.last_starts_at + u.left_seconds * interval '1' second
            else b.opens_at + (u.need - b.need_from) * interval '1' second
        end as due_at,
        u.used_seconds,
        case
            when t.own_due_at is null then u.used_seconds > t.target_seconds
            else coalesce(t.fulfilled_at, t.data_through) > t.own_due_at
        end as is_late
    from int_ola_targets as t
    left join summed as u
        on u.contact_key = t.contact_key and u.ticket_key = t.ticket_key and u.measure = t.measure
    left join buckets as b
        on b.schedule_id = u.schedule_id
        and b.bucket = u.need - u.need % 86400
        and u.need > b.need_from
        and u.need <= b.need_until
)

select
    j.contact_key,
    j.ticket_key,
    j.measure,
    j.source,
    j.policy_id,
    j.priority,
    j.clock,
    j.target_seconds,
    j.starts_at,
    j.due_at,
    j.fulfilled_at,
    j.used_seconds,
    case when j.is_late then 'missed' when j.fulfilled_at is not null then 'met' else 'pending' end as ola_result,
    j.is_late and j.fulfilled_at is null as is_overdue
from judged as j
