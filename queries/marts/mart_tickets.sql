-- One row is one ticket that counts, with the dimensions of its first contact, counted as vendors count tickets.
-- grain: source, ticket_id
-- status_reopen: changes from solved or closed to anything else but deleted, of tickets ever solved or closed.
-- Times without their event stay null.
with changes as (
    select
        h.ticket_key,
        count(*) filter (where h.is_out_of_done) as status_reopen_count,
        min(h.at) filter (where h.is_into_done) as first_solved_at,
        bool_or(h.to_status in ('solved', 'closed')) as is_ever_done
    from int_status_changes as h
    group by h.ticket_key
),

firsts as (
    select t.ticket_key, c.contact_key, c.initiated_by, c.customer_key, c.segment, c.contact_id, c.root_ticket_id
    from int_contact_tickets as t
    inner join int_contacts as c on c.contact_key = t.contact_key
    where c.number = 1 and not c.is_excluded
)

select
    t.source,
    t.ticket_id,
    t.ticket_key,
    f.contact_key,
    f.contact_id,
    f.root_ticket_id,
    t.channel,
    coalesce(t.team_id, l.last_human_team_id) as team,
    coalesce(t.agent_id, l.last_human_agent_id) as agent,
    l.first_team_id as first_team,
    i.issue_1,
    i.issue_2,
    i.issue_3,
    f.segment,
    t.language,
    t.priority,
    coalesce(l.handled_by, 'unknown') as handled_by,
    t.entry_point,
    t.product,
    f.initiated_by,
    f.customer_key,
    t.customer_id,
    t.status,
    t.created_at,
    cast(t.created_at + d.offset_seconds * interval '1' second as date) as created_on,
    cast(extract(hour from t.created_at + d.offset_seconds * interval '1' second) as int) as created_hour,
    cast(extract(isodow from t.created_at + d.offset_seconds * interval '1' second) as int) as created_weekday,
    h.first_solved_at,
    x.last_solved_at,
    coalesce(h.status_reopen_count, 0) as status_reopen_count,
    cast(case when h.is_ever_done then 1 else 0 end as smallint) as status_reopen_rate_den,
    cast(case when h.is_ever_done and h.status_reopen_count > 0 then 1 else 0 end as smallint)
        as status_reopen_rate_num,
    cast(x.first_reply_seconds as double) as first_reply_seconds,
    cast(x.first_reply_business_seconds as double) as first_reply_business_seconds,
    cast(x.ticket_resolution_seconds as double) as ticket_resolution_seconds,
    cast(x.ticket_resolution_business_seconds as double) as ticket_resolution_business_seconds,
    cast(x.customer_wait_seconds_by_status as double) as customer_wait_seconds_by_status,
    cast(x.customer_wait_business_seconds_by_status as double) as customer_wait_business_seconds_by_status
from stg_tickets as t
inner join firsts as f on f.ticket_key = t.ticket_key
cross join settings
inner join utc_offsets as d
    on d.zone = settings.report_zone and t.created_at >= d.from_utc and t.created_at < d.until_utc
left join changes as h on h.ticket_key = t.ticket_key
left join int_ticket_times as x on x.ticket_key = t.ticket_key
left join int_contact_legs as l on l.contact_key = f.contact_key
left join int_issues as i on i.issue_category = t.issue_category
