-- One row is one contact, and whether it opened outside the schedule that its ticket then had.
-- grain: contact_key
with openings as (
    select c.contact_key, c.opened_at, t.schedule_id
    from int_contacts as c
    inner join int_ticket_schedules as t on t.ticket_key = c.ticket_key
    where c.opened_at >= t.from_at and c.opened_at < t.until_at
)

select
    o.contact_key,
    -- a closing time is no longer within the hours
    not bool_or(o.opened_at >= d.opens_at and o.opened_at < d.closes_at) as is_out_of_hours
from openings as o
inner join int_calendar_days as d on d.schedule_id = o.schedule_id and d.utc_day = cast(o.opened_at as date)
group by o.contact_key
