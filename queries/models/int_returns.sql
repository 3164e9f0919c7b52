-- One row is one ended contact of a customer who can be recognised: did they come back, and is it too early to say?
-- grain: contact_key
-- Followed: the next contact opens after ended_at and at most the window after recorded_at (inactivity: ended_at).
-- A window not past at window_through makes the contact pending whatever is known: is_returned is then null.
with firsts as (
    select
        p.contact_key,
        p.return_contact_key,
        p.opened_at,
        p.match_kind,
        p.is_issue_unknown
    from int_return_pairs as p
    qualify row_number() over (
        partition by p.contact_key order by p.opened_at nulls first, p.return_contact_key nulls first
    ) = 1
),

ended as (
    select
        c.contact_key,
        c.source,
        c.ended_at,
        c.ended_by,
        case when c.ended_by = 'inactivity' then c.ended_at else c.recorded_at end as watched_from
    from int_contacts as c
    where c.recorded_at is not null and c.is_identified and not c.is_excluded
),

windows as (
    select
        c.contact_key,
        c.ended_at,
        c.ended_by in ('system', 'inactivity') as is_after_system_ending,
        w.return_contact_key,
        w.opened_at,
        w.match_kind,
        w.is_issue_unknown,
        s.window_through,
        c.watched_from + settings.return_hours * interval '1' hour as first_limit,
        c.watched_from + settings.return_hours_mid * interval '1' hour as mid_limit,
        c.watched_from + settings.return_hours_long * interval '1' hour as long_limit
    from ended as c
    cross join settings
    inner join int_sources as s on s.source = c.source
    left join firsts as w on w.contact_key = c.contact_key
),

flags as (
    select
        w.contact_key,
        w.ended_at,
        w.is_after_system_ending,
        w.return_contact_key,
        w.opened_at,
        w.match_kind,
        w.is_issue_unknown,
        coalesce(w.first_limit <= w.window_through, false) as is_matured_24h,
        coalesce(w.mid_limit <= w.window_through, false) as is_matured_72h,
        coalesce(w.long_limit <= w.window_through, false) as is_matured_7d,
        coalesce(w.opened_at <= w.first_limit, false) as is_back_24h,
        coalesce(w.opened_at <= w.mid_limit, false) as is_back_72h,
        coalesce(w.opened_at <= w.long_limit, false) as is_back_7d
    from windows as w
)

select
    f.contact_key,
    true as is_base_24h,
    f.is_matured_24h,
    case when f.is_matured_24h then f.is_back_24h end as is_returned_24h,
    case when f.is_matured_24h then f.is_back_24h and f.match_kind = 'same_ticket' end as returned_same_ticket_24h,
    case when f.is_matured_24h then f.is_back_24h and f.match_kind <> 'same_ticket' end as returned_new_ticket_24h,
    true as is_base_72h,
    f.is_matured_72h,
    case when f.is_matured_72h then f.is_back_72h end as is_returned_72h,
    true as is_base_7d,
    f.is_matured_7d,
    case when f.is_matured_7d then f.is_back_7d end as is_returned_7d,
    f.is_after_system_ending as after_system_ending,
    f.return_contact_key as next_contact_key,
    date_diff('second', f.ended_at, f.opened_at) as returned_after_seconds,
    f.match_kind,
    coalesce(f.is_issue_unknown, false) as is_issue_unknown
from flags as f
