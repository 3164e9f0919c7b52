-- One row is one promise (OLA or SLA) on one ticket, with the dimensions of its contact.
-- grain: contact_key, ticket_id, measure
-- ola_met_rate_den and _num are null while a promise is open and not yet due.
select
    d.contact_key,
    c.contact_id,
    k.ticket_id,
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
    d.priority,
    coalesce(t.handled_by, 'unknown') as handled_by,
    c.entry_point,
    c.product,
    c.initiated_by,
    d.measure,
    d.policy_id,
    d.clock,
    cast(d.target_seconds as double) as target_seconds,
    cast(d.used_seconds as double) as used_seconds,
    d.starts_at,
    d.due_at,
    cast(d.due_at + o.offset_seconds * interval '1' second as date) as due_on,
    d.fulfilled_at,
    d.ola_result,
    d.is_overdue,
    case when d.ola_result <> 'pending' then 1 end as ola_met_rate_den,
    case d.ola_result when 'met' then 1 when 'missed' then 0 end as ola_met_rate_num
from int_ola_dues as d
inner join int_contacts as c on c.contact_key = d.contact_key
inner join int_tickets as k on k.ticket_key = d.ticket_key
left join int_contact_legs as t on t.contact_key = d.contact_key
left join int_day_offsets as o
    on o.utc_day = cast(d.due_at as date) and d.due_at >= o.from_utc and d.due_at < o.until_utc
where not c.is_excluded
