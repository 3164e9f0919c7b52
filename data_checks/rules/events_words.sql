-- One row is an event with a word outside its list, or a status change into a status that the map does not know.
-- grain: import_id, file_number, line
select
    r.source,
    r.ticket_id,
    r.at,
    r.event_type,
    r.new_value_raw,
    r.actor_type,
    r._import as import_id,
    r._file as file_number,
    r._line as line
from current_ticket_events as r
where
    r.event_type not in (
        'status', 'assignee', 'team', 'priority', 'category', 'handoff', 'transfer', 'queue_enter', 'queue_exit',
        'survey_invite', 'policy', 'schedule', 'session_end', 'tool_push', 'tool_use', 'complaint'
    )
    or r.actor_type not in ('customer', 'human', 'bot', 'system')
    or (
        r.event_type = 'status'
        and (
            (r.new_value is null and r.new_value_raw is not null)
            or r.new_value not in (
                'new', 'open', 'waiting_customer', 'waiting_third_party', 'solved', 'closed', 'deleted'
            )
        )
    )
