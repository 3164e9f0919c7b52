-- One row is one ticket: what counts it out, what tells that it is done, and when it first was.
-- grain: ticket_key
-- tracked_by: moves (status or session_end), nothing (has not been done), inactivity (no status to go by), untimed
-- (done, but nobody knows when).
with moves as (
    select
        m.ticket_key,
        min(m.at) filter (where m.open_change = -1) as first_done_at,
        count(*) filter (where m.open_change = -1) as done_count,
        count(*) filter (where m.open_change = 1) as out_count,
        max(m.at) as last_move_at
    from int_ticket_moves as m
    group by m.ticket_key
)

select
    t.source,
    t.ticket_key,
    t.ticket_id,
    t.created_at,
    t.customer_id,
    s.namespace,
    t.channel,
    t.status,
    case
        when t.status = 'deleted' then 'deleted'
        when t.is_spam then 'spam'
        when t.is_vanished then 'vanished'
        when '|' || lower(coalesce(t.tags, '')) || '|' like '%|test|%' then 'test'
    end as exclude_reason,
    case
        when m.done_count > 0 then 'moves'
        when t.status in ('solved', 'closed') then case when p.last_ours_at is null then 'untimed' else 'inactivity' end
        when s.has_status or s.has_session_end then 'nothing'
        else 'inactivity'
    end as tracked_by,
    m.first_done_at,
    coalesce(m.done_count, 0) as done_count,
    coalesce(m.out_count, 0) as out_count,
    m.last_move_at,
    p.first_public_at,
    p.first_customer_at,
    p.first_human_at,
    p.first_bot_at,
    p.first_system_at,
    p.last_public_at,
    p.last_customer_at,
    p.last_ours_at,
    p.first_thanks_at,
    p.last_thanks_at,
    coalesce(p.thanks_count, 0) as thanks_count
from stg_tickets as t
inner join int_sources as s on s.source = t.source
left join moves as m on m.ticket_key = t.ticket_key
left join int_ticket_messages as p on p.ticket_key = t.ticket_key
