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
        p.starts_at,
        p.is_open,
        p.need_from,
        p.seconds,
        cast(coalesce(sum(p.seconds) over (
            partition by p.contact_key, p.ticket_key, p.measure
            order by p.starts_at asc nulls last, p.is_open asc nulls last
            rows between unbounded preceding and 1 preceding
        ), 0) as bigint) as seconds_before
    from int_ola_pieces as p
),

-- what ran until the moment looked at; the stretch that goes on from there is a thought, not time used
used as (
    select
        t.contact_key,
        t.ticket_key,
        t.measure,
        sum(c.seconds) filter (
            where c.starts_at < case
                when coalesce(t.fulfilled_at, t.data_through) > t.starts_at then coalesce(t.fulfilled_at, t.data_through)
                else t.starts_at
            end
        ) as used_seconds
    from int_ola_targets as t
    inner join counted as c
        on c.contact_key = t.contact_key and c.ticket_key = t.ticket_key and c.measure = t.measure
    group by t.contact_key, t.ticket_key, t.measure
),

-- the stretch in which the target runs out
last_stretches as (
    select
        c.contact_key,
        c.ticket_key,
        c.measure,
        c.schedule_id,
        c.starts_at,
        t.target_seconds - c.seconds_before as left_seconds,
        c.need_from + t.target_seconds - c.seconds_before as need
    from counted as c
    inner join int_ola_targets as t
        on t.contact_key = c.contact_key and t.ticket_key = c.ticket_key and t.measure = c.measure
    where c.seconds_before < t.target_seconds
        and (c.is_open or c.seconds_before + c.seconds >= t.target_seconds)
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

due_moments as (
    select
        l.contact_key,
        l.ticket_key,
        l.measure,
        l.starts_at + l.left_seconds * interval '1' second as due_at
    from last_stretches as l
    where l.schedule_id is null
    union all
    select
        l.contact_key,
        l.ticket_key,
        l.measure,
        b.opens_at + (l.need - b.need_from) * interval '1' second as due_at
    from last_stretches as l
    inner join buckets as b on b.schedule_id = l.schedule_id and b.bucket = l.need - l.need % 86400
    where l.need > b.need_from and l.need <= b.need_until
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
        t.data_through,
        coalesce(t.own_due_at, d.due_at) as due_at,
        case when t.own_due_at is null then cast(coalesce(u.used_seconds, 0) as bigint) end as used_seconds,
        case
            when t.own_due_at is null then coalesce(u.used_seconds, 0) > t.target_seconds
            else coalesce(t.fulfilled_at, t.data_through) > t.own_due_at
        end as is_late
    from int_ola_targets as t
    left join due_moments as d
        on d.contact_key = t.contact_key and d.ticket_key = t.ticket_key and d.measure = t.measure
    left join used as u
        on u.contact_key = t.contact_key and u.ticket_key = t.ticket_key and u.measure = t.measure
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
