-- One row is one contact: returns, queue, transfer and hours as denominator (den) and numerator (num).
-- grain: contact_key
-- kept: view
-- Both are null while pending and 0 where the contact is not counted.
with flags as (
    select
        c.contact_key,
        r.contact_key is not null as is_watched,
        r.is_matured_24h,
        r.is_matured_72h,
        r.is_matured_7d,
        coalesce(r.is_returned_24h, false) as is_returned_24h,
        coalesce(r.is_returned_72h, false) as is_returned_72h,
        coalesce(r.is_returned_7d, false) as is_returned_7d,
        coalesce(r.returned_same_ticket_24h, false) as is_same_ticket,
        coalesce(r.returned_new_ticket_24h, false) as is_new_ticket,
        coalesce(r.after_system_ending, false) as is_after_system,
        q.queue_wait_end,
        coalesce(q.is_within_service_level, false) as is_within_service_level,
        -- the service level has a window too: until it is past, nobody knows
        q.contact_key is not null
        and coalesce(q.entered_at + p.service_level_seconds * interval '1' second > s.data_through, true)
        as is_queue_pending,
        coalesce(l.has_human_leg, false) as has_human_leg,
        coalesce(l.transfers, 0) as transfers,
        o.contact_key is not null as has_hours,
        coalesce(o.is_out_of_hours, false) as is_out_of_hours,
        case when c.initiated_by in ('customer', 'unknown') then 1 else 0 end as volume_num
    from int_contacts as c
    cross join settings as p
    inner join int_sources as s on s.source = c.source
    left join int_returns as r on r.contact_key = c.contact_key
    left join int_queue_waits as q on q.contact_key = c.contact_key
    left join int_contact_legs as l on l.contact_key = c.contact_key
    left join int_out_of_hours as o on o.contact_key = c.contact_key
),

-- null while pending: every return denominator is one of these
bases as (
    select
        f.contact_key,
        case when not f.is_watched then 0 when f.is_matured_24h then 1 end as in_24h,
        case when not f.is_watched then 0 when f.is_matured_72h then 1 end as in_72h,
        case when not f.is_watched then 0 when f.is_matured_7d then 1 end as in_7d,
        case when f.is_after_system then 1 else 0 end as after_system,
        case when f.is_returned_24h then 1 else 0 end as returned_24h,
        case when f.is_returned_72h then 1 else 0 end as returned_72h,
        case when f.is_returned_7d then 1 else 0 end as returned_7d,
        case when f.is_same_ticket then 1 else 0 end as same_ticket,
        case when f.is_new_ticket then 1 else 0 end as new_ticket,
        case when f.queue_wait_end is null then 0 else 1 end as entered,
        case when f.queue_wait_end = 'answered' then 1 else 0 end as answered,
        case when f.queue_wait_end = 'abandoned' then 1 else 0 end as abandoned,
        case when f.queue_wait_end = 'waiting' then 1 else 0 end as waiting,
        case when f.is_queue_pending then null when f.queue_wait_end is null then 0 else 1 end as in_level,
        case when f.is_within_service_level then 1 else 0 end as within_level,
        case when f.has_human_leg then 1 else 0 end as with_human,
        case when f.has_human_leg and f.transfers > 0 then 1 else 0 end as transferred,
        case when f.has_hours then 1 else 0 end as with_hours,
        case when f.is_out_of_hours then 1 else 0 end as out_of_hours,
        f.volume_num
    from flags as f
)

select
    b.contact_key,
    cast(b.in_24h as smallint) as reopen_rate_den,
    cast(b.in_24h * b.returned_24h as smallint) as reopen_rate_num,
    cast(b.in_72h as smallint) as reopen_rate_72h_den,
    cast(b.in_72h * b.returned_72h as smallint) as reopen_rate_72h_num,
    cast(b.in_7d as smallint) as reopen_rate_7d_den,
    cast(b.in_7d * b.returned_7d as smallint) as reopen_rate_7d_num,
    cast(b.in_24h as smallint) as reopen_same_ticket_rate_den,
    cast(b.in_24h * b.same_ticket as smallint) as reopen_same_ticket_rate_num,
    cast(b.in_24h as smallint) as reopen_new_ticket_rate_den,
    cast(b.in_24h * b.new_ticket as smallint) as reopen_new_ticket_rate_num,
    cast(case when b.after_system = 0 then 0 else b.in_24h end as smallint) as reopen_after_system_ending_rate_den,
    cast(case when b.after_system = 0 then 0 else b.in_24h * b.returned_24h end as smallint)
        as reopen_after_system_ending_rate_num,
    cast(b.entered as smallint) as answered_rate_den,
    cast(b.answered as smallint) as answered_rate_num,
    cast(b.entered as smallint) as abandonment_rate_den,
    cast(b.abandoned as smallint) as abandonment_rate_num,
    cast(b.entered as smallint) as still_waiting_rate_den,
    cast(b.waiting as smallint) as still_waiting_rate_num,
    cast(b.in_level as smallint) as service_level_den,
    cast(b.in_level * b.within_level as smallint) as service_level_num,
    cast(b.with_human as smallint) as transfer_rate_den,
    cast(b.transferred as smallint) as transfer_rate_num,
    cast(b.with_hours as smallint) as out_of_hours_share_den,
    cast(b.out_of_hours as smallint) as out_of_hours_share_num,
    cast(b.volume_num as smallint) as volume_num
from bases as b
