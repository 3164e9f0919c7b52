-- One row is one contact with an event that tells of its customer: a handoff, a queue left, an invitation, a complaint.
-- grain: contact_key
select
    e.contact_key,
    min(e.at) filter (where e.event_type = 'handoff') as handoff_started_at,
    min_by(e.reason, e.ordinal) filter (where e.event_type = 'handoff') as handoff_reason,
    min(e.at) filter (where e.event_type = 'handoff' and e.reason = 'requested') as handoff_requested_at,
    min(e.at) filter (where e.event_type = 'queue_exit') as queue_left_at,
    min(e.at) filter (where e.event_type = 'survey_invite') as first_invited_at,
    min(e.at) filter (where e.event_type = 'complaint') as complained_at,
    min(e.row_id) filter (where e.event_type = 'complaint') as complaint_row_id
from int_contact_events as e
where e.event_type in ('handoff', 'queue_exit', 'survey_invite', 'complaint')
group by e.contact_key
