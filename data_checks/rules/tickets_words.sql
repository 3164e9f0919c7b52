-- One row is a ticket row with a word outside its list.
-- grain: import_id, file_number, line
select
    r.source,
    r.ticket_id,
    r.initiated_by,
    r.handled_by,
    r.parent_relation,
    r.party,
    r._import as import_id,
    r._file as file_number,
    r._line as line
from ticket_rows as r
where
    r.initiated_by not in ('customer', 'agent', 'bot', 'system')
    or r.handled_by not in ('bot', 'human', 'bot_then_human', 'unknown')
    or r.parent_relation not in ('bot_to_human', 'agent_transfer', 'merge', 'follow_up')
    or r.party not in ('customer', 'merchant', 'platform')
