-- One row is one contact: its first response and its resolution, counted in opening hours alone.
-- grain: contact_key
-- From and to the same moments as on the calendar clock, so that one end tells of both. Null where a moment lies outside
-- of the calendar. The schedules of the ticket it opened on count in turn: within each stretch of a schedule a moment
-- that lies before or after it is moved to its edge, so a stretch that the clock never touches adds nothing.
with clocks as (
    select
        c.contact_key,
        c.ticket_key,
        f.asked_at,
        case
            when f.replied_at is not null then f.replied_at
            when coalesce(c.ended_at, s.data_through) > f.asked_at then coalesce(c.ended_at, s.data_through)
            else f.asked_at
        end as answered_at,
        c.opened_at,
        case
            when coalesce(c.ended_at, s.data_through) > c.opened_at then coalesce(c.ended_at, s.data_through)
            else c.opened_at
        end as done_at
    from int_contacts as c
    inner join int_sources as s on s.source = c.source
    left join int_first_response as f on f.contact_key = c.contact_key
),

stretches as (
    select
        k.contact_key,
        t.schedule_id,
        case
            when k.asked_at < t.from_at then t.from_at
            when k.asked_at > t.until_at then t.until_at
            else k.asked_at
        end as asked_at,
        case
            when k.answered_at < t.from_at then t.from_at
            when k.answered_at > t.until_at then t.until_at
            else k.answered_at
        end as answered_at,
        case
            when k.opened_at < t.from_at then t.from_at
            when k.opened_at > t.until_at then t.until_at
            else k.opened_at
        end as opened_at,
        case
            when k.done_at < t.from_at then t.from_at
            when k.done_at > t.until_at then t.until_at
            else k.done_at
        end as done_at
    from clocks as k
    inner join int_ticket_schedules as t on t.ticket_key = k.ticket_key
),

-- open seconds of the whole calendar up to each moment
needs as (
    select
        s.contact_key,
        a.need_from + case
            when s.asked_at <= a.opens_at then 0
            when s.asked_at >= a.closes_at then a.length_seconds
            else date_diff('second', a.opens_at, s.asked_at)
        end as asked_need,
        r.need_from + case
            when s.answered_at <= r.opens_at then 0
            when s.answered_at >= r.closes_at then r.length_seconds
            else date_diff('second', r.opens_at, s.answered_at)
        end as answered_need,
        o.need_from + case
            when s.opened_at <= o.opens_at then 0
            when s.opened_at >= o.closes_at then o.length_seconds
            else date_diff('second', o.opens_at, s.opened_at)
        end as opened_need,
        e.need_from + case
            when s.done_at <= e.opens_at then 0
            when s.done_at >= e.closes_at then e.length_seconds
            else date_diff('second', e.opens_at, s.done_at)
        end as done_need
    from stretches as s
    left join int_calendar_days as a
        on a.schedule_id = s.schedule_id
        and a.utc_day = cast(s.asked_at as date)
        and s.asked_at >= a.from_at
        and s.asked_at < a.until_at
    left join int_calendar_days as r
        on r.schedule_id = s.schedule_id
        and r.utc_day = cast(s.answered_at as date)
        and s.answered_at >= r.from_at
        and s.answered_at < r.until_at
    left join int_calendar_days as o
        on o.schedule_id = s.schedule_id
        and o.utc_day = cast(s.opened_at as date)
        and s.opened_at >= o.from_at
        and s.opened_at < o.until_at
    left join int_calendar_days as e
        on e.schedule_id = s.schedule_id
        and e.utc_day = cast(s.done_at as date)
        and s.done_at >= e.from_at
        and s.done_at < e.until_at
)

select
    n.contact_key,
    case
        when count(n.answered_need - n.asked_need) = count(*)
            then cast(sum(n.answered_need - n.asked_need) as bigint)
    end as first_response_business_seconds,
    case
        when count(n.done_need - n.opened_need) = count(*) then cast(sum(n.done_need - n.opened_need) as bigint)
    end as resolution_business_seconds
from needs as n
group by n.contact_key
