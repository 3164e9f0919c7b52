-- One row is one ended contact of a source that could tell of a complaint, and whether it did.
-- grain: contact_key
select
    c.contact_key,
    k.complained_at is not null
        or lower(coalesce(c.issue_category, '')) like '%complaint%'
        or coalesce(c.issue_category, '') like '%投诉%'
        or coalesce(c.issue_category, '') like '%投訴%' as is_complaint
from int_contacts as c
inner join int_sources as s on s.source = c.source
left join int_contact_marks as k on k.contact_key = c.contact_key
where c.recorded_at is not null
    and not c.is_excluded
    and (s.has_events or s.has_issues)
