-- One row is one chain of linked tickets (mostly a single ticket): when it was opened, and when it was all done.
-- grain: root_ticket_key
-- is_plain: one opening and at most one ending, so that no sequence of moves and messages needs to be looked at.
with members as (
    select
        coalesce(l.root_ticket_key, t.ticket_key) as root_ticket_key,
        l.ticket_key is null as is_root,
        t.source,
        t.ticket_key,
        t.created_at,
        t.tracked_by,
        t.first_done_at,
        t.done_count,
        t.out_count,
        t.first_public_at,
        t.last_public_at,
        t.last_customer_at,
        t.last_ours_at,
        t.first_thanks_at,
        t.last_thanks_at,
        t.thanks_count
    from int_tickets as t
    left join int_links as l on l.ticket_key = t.ticket_key
),

chains as (
    select
        m.root_ticket_key,
        max(m.source) filter (where m.is_root) as source,
        count(*) as tickets,
        min(m.created_at) as opened_at,
        count(*) filter (where m.tracked_by in ('moves', 'nothing')) as tracked_tickets,
        count(*) filter (where m.tracked_by = 'nothing') as never_done_tickets,
        count(*) filter (where m.tracked_by = 'inactivity') as quiet_tickets,
        cast(sum(m.out_count) as bigint) as out_count,
        max(m.first_done_at) as all_done_at,
        min(m.first_public_at) as first_public_at,
        max(m.last_public_at) as last_public_at,
        max(m.last_customer_at) as last_customer_at,
        max(m.last_ours_at) as last_ours_at,
        min(m.first_thanks_at) as first_thanks_at,
        max(m.last_thanks_at) as last_thanks_at,
        cast(sum(m.thanks_count) as bigint) as thanks_count
    from members as m
    group by m.root_ticket_key
),

hours as (
    select
        c.root_ticket_key,
        coalesce(h.hours, settings.inactive_end_hours) as inactive_hours
    from chains as c
    inner join int_tickets as t on t.ticket_key = c.root_ticket_key
    left join inactive_hours as h on h.channel = t.channel
    cross join settings
),

ends as (
    select
        c.root_ticket_key,
        c.source,
        c.tickets,
        c.opened_at,
        c.tracked_tickets,
        c.quiet_tickets,
        c.out_count,
        h.inactive_hours,
        c.tracked_tickets = 0 and c.quiet_tickets > 0 as is_by_inactivity,
        c.tracked_tickets = 0 and c.quiet_tickets = 0 as is_untimed,
        case
            when c.tracked_tickets > 0 then case when c.never_done_tickets = 0 then c.all_done_at end
            when c.last_ours_at is not null and c.last_public_at + h.inactive_hours * interval '1' hour <= s.data_through
                then c.last_public_at + h.inactive_hours * interval '1' hour
        end as done_at,
        s.data_through,
        c.first_public_at,
        c.last_public_at,
        c.last_customer_at,
        c.last_ours_at,
        c.first_thanks_at,
        c.last_thanks_at,
        c.thanks_count
    from chains as c
    inner join hours as h on h.root_ticket_key = c.root_ticket_key
    inner join int_sources as s on s.source = c.source
)

select
    e.root_ticket_key,
    e.source,
    e.tickets,
    e.opened_at,
    e.tracked_tickets,
    e.inactive_hours,
    e.is_by_inactivity,
    e.is_untimed,
    e.done_at,
    e.data_through,
    e.last_customer_at,
    e.last_ours_at,
    e.first_thanks_at,
    e.last_thanks_at,
    e.thanks_count,
    e.out_count = 0
    and case
        when e.is_by_inactivity
            -- no pause can be long enough when first and last message are closer than that
            then e.first_public_at is null
            or e.last_public_at <= e.first_public_at + e.inactive_hours * interval '1' hour
        when e.done_at is null then true
        else
            coalesce(e.last_customer_at <= e.done_at, true)
            and coalesce(e.last_ours_at <= e.done_at, true)
            and coalesce(e.last_thanks_at <= e.done_at or e.first_thanks_at > e.done_at, true)
    end
    and coalesce(e.last_customer_at <> e.last_ours_at, true) as is_plain
from ends as e
