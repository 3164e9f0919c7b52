-- One row is one ended contact of a known customer, issue and channel, and whether it went on in another channel.
-- grain: contact_key
-- kept: view
-- Window: from the opening to return_hours_long (7 d) after the ending. Threshold: the customer's next contact.
with closing as (
    select
        c.contact_key,
        c.recorded_at + p.return_hours_long * interval '1' hour as window_end,
        coalesce(c.recorded_at + p.return_hours_long * interval '1' hour <= s.window_through, false) as is_matured,
        n.next_opened_at,
        coalesce(
            n.next_channel <> c.channel
            and n.next_opened_at <= c.recorded_at + p.return_hours_long * interval '1' hour, false
        ) as is_changed
    from int_contacts as c
    cross join settings as p
    inner join int_sources as s on s.source = c.source
    inner join int_channel_changes as n on n.contact_key = c.contact_key
    where c.recorded_at is not null and c.channel is not null
)

select
    k.contact_key,
    not k.is_matured as is_pending,
    k.is_matured and k.is_changed as is_fired,
    cast(null as bigint) as fired_row_id,
    case when k.is_matured and k.is_changed then k.next_opened_at end as fired_at,
    case when k.is_matured and k.is_changed then k.next_opened_at when k.is_matured then k.window_end end as known_at
from closing as k
