-- One row is one issue category as written: its path cut at each level, and the family that returns are matched on.
-- grain: issue_category
-- "other" says nothing about the issue, so it is no family and matches nothing.
with categories as (
    select distinct t.issue_category
    from stg_tickets as t
    where t.issue_category is not null
),

parts as (
    select
        c.issue_category,
        split_part(c.issue_category, '/', 1) as part_1,
        split_part(c.issue_category, '/', 2) as part_2,
        split_part(c.issue_category, '/', 3) as part_3
    from categories as c
),

paths as (
    select
        p.issue_category,
        p.part_1 as issue_1,
        case when p.part_2 = '' then p.part_1 else p.part_1 || '/' || p.part_2 end as issue_2,
        case
            when p.part_2 = '' then p.part_1
            when p.part_3 = '' then p.part_1 || '/' || p.part_2
            else p.part_1 || '/' || p.part_2 || '/' || p.part_3
        end as issue_3,
        lower(p.part_1) in ('other', 'others', '其他', '其它') as is_other_1,
        lower(p.part_2) in ('other', 'others', '其他', '其它') as is_other_2,
        lower(p.part_3) in ('other', 'others', '其他', '其它') as is_other_3
    from parts as p
)

select
    p.issue_category,
    p.issue_1,
    p.issue_2,
    p.issue_3,
    case
        when p.issue_1 = '' or p.is_other_1 then null
        when settings.issue_level = 1 then p.issue_1
        when p.is_other_2 then null
        when settings.issue_level = 2 then p.issue_2
        when p.is_other_3 then null
        else p.issue_3
    end as issue_family
from paths as p
cross join settings
