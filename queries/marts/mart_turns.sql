-- One row is one customer turn that waits for an answer within a human leg, with the dimensions of its contact.
-- grain: asked_row_id
-- within_*: null while the window is not yet past at data_through, whatever is known already.
select
    g.contact_key,
    c.contact_id,
    c.source,
    c.channel,
    t.last_human_team_id as team,
    t.last_human_agent_id as agent,
    t.first_team_id as first_team,
    c.issue_1,
    c.issue_2,
    c.issue_3,
    c.segment,
    c.language,
    c.priority,
    coalesce(t.handled_by, 'unknown') as handled_by,
    c.entry_point,
    c.product,
    c.initiated_by,
    g.asked_at,
    cast(g.asked_at + o.offset_seconds * interval '1' second as date) as asked_on,
    g.asked_row_id,
    g.answered_at,
    cast(g.response_gap_seconds as double) as response_gap_seconds,
    g.gap_end as response_gap_seconds_end,
    case when g.asked_at + interval '3' minute <= s.data_through then 1 end as within_3_minutes_den,
    case when g.asked_at + interval '3' minute <= s.data_through then
        case when g.gap_end = 'answered' and g.response_gap_seconds <= 180 then 1 else 0 end
    end as within_3_minutes_num,
    case when g.asked_at + interval '5' minute <= s.data_through then 1 end as within_5_minutes_den,
    case when g.asked_at + interval '5' minute <= s.data_through then
        case when g.gap_end = 'answered' and g.response_gap_seconds <= 300 then 1 else 0 end
    end as within_5_minutes_num
from int_response_gaps as g
inner join int_contacts as c on c.contact_key = g.contact_key
inner join int_sources as s on s.source = c.source
left join int_contact_legs as t on t.contact_key = g.contact_key
left join int_day_offsets as o
    on o.utc_day = cast(g.asked_at as date) and g.asked_at >= o.from_utc and g.asked_at < o.until_utc
where not c.is_excluded
