-- One row is one leg of one contact: who had it, from when to when, and what was said in it.
-- grain: contact_key, leg_number
select
    g.contact_key,
    c.contact_id,
    g.source,
    k.ticket_id,
    g.leg_number,
    g.handler,
    g.team_id as leg_team,
    g.agent_id as leg_agent,
    g.started_at,
    g.started_by,
    g.ended_at,
    g.first_human_action_at,
    g.last_human_action_at,
    g.first_human_reply_at,
    g.has_human_action,
    g.is_real,
    g.customer_messages,
    g.bot_replies,
    g.human_replies,
    d.opened_on,
    d.ended_on
from int_legs as g
inner join int_contacts as c on c.contact_key = g.contact_key
inner join int_contact_days as d on d.contact_key = g.contact_key
inner join int_tickets as k on k.ticket_key = g.ticket_key
where not c.is_excluded
