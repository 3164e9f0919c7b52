-- One row is one contact that a customer opened and the ended contact it comes back from: the nearest before it.
-- grain: return_contact_key
-- Same customer and same issue family (any, where one of the two sources has no issues at all: flagged); whatever its
-- issue, a follow-up and a ticket merged into one that had ended when it was created.
with windows as (
    select
        c.contact_key,
        c.root_ticket_key,
        c.customer_key,
        c.issue_family,
        s.has_issues,
        c.ended_at,
        case when c.ended_by = 'inactivity' then c.ended_at else c.recorded_at end as watched_from
    from int_contacts as c
    inner join int_sources as s on s.source = c.source
    where c.recorded_at is not null and c.is_identified and not c.is_excluded
),

openings as (
    select
        c.contact_key,
        c.root_ticket_key,
        c.customer_key,
        c.issue_family,
        s.has_issues,
        c.opened_at,
        case when c.number = 1 and (p.relation = 'follow_up' or p.is_merged_after) then p.parent_ticket_key
        end as parent_ticket_key,
        p.relation
    from int_contacts as c
    inner join int_sources as s on s.source = c.source
    left join int_parents as p on p.ticket_key = c.root_ticket_key
    where c.is_identified and not c.is_excluded and c.initiated_by in ('customer', 'unknown')
),

longest as (
    select max(h.hours) as hours
    from (
        select settings.return_hours as hours from settings
        union all
        select settings.return_hours_long as hours from settings
        union all
        select settings.bot_return_hours as hours from settings
    ) as h
),

-- two joins, for the usual one can then look the family up as well as the customer
matches as (
    select
        r.contact_key as return_contact_key,
        r.root_ticket_key as return_root_key,
        r.opened_at,
        e.contact_key,
        e.root_ticket_key,
        e.ended_at,
        e.watched_from,
        false as is_issue_unknown
    from openings as r
    inner join windows as e on e.customer_key = r.customer_key and e.issue_family = r.issue_family
    where e.has_issues and r.has_issues and r.opened_at > e.ended_at
    union all
    select
        r.contact_key as return_contact_key,
        r.root_ticket_key as return_root_key,
        r.opened_at,
        e.contact_key,
        e.root_ticket_key,
        e.ended_at,
        e.watched_from,
        true as is_issue_unknown
    from openings as r
    inner join windows as e on e.customer_key = r.customer_key
    where not (e.has_issues and r.has_issues) and r.opened_at > e.ended_at
),

pairs as (
    select
        m.return_contact_key,
        m.contact_key,
        m.ended_at,
        m.watched_from,
        m.opened_at,
        case when m.return_root_key = m.root_ticket_key then 'same_ticket' else 'new_ticket' end as match_kind,
        m.is_issue_unknown
    from matches as m
    cross join longest
    where m.contact_key <> m.return_contact_key and m.opened_at <= m.watched_from + longest.hours * interval '1' hour
    union all
    select
        r.contact_key as return_contact_key,
        e.contact_key,
        e.ended_at,
        e.watched_from,
        r.opened_at,
        case when r.relation = 'merge' then 'merge' else 'follow_up' end as match_kind,
        false as is_issue_unknown
    from openings as r
    inner join int_contact_tickets as t on t.ticket_key = r.parent_ticket_key
    inner join windows as e on e.contact_key = t.contact_key
    where r.opened_at > e.ended_at
)

select
    p.return_contact_key,
    p.contact_key,
    p.opened_at,
    p.match_kind,
    p.is_issue_unknown
from pairs as p
qualify row_number() over (
    partition by p.return_contact_key
    order by p.ended_at desc nulls last, p.contact_key desc nulls last, p.match_kind nulls first
) = 1
