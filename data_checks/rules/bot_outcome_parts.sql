-- One row is a contact whose bot outcome is no outcome, or is not what its rates say.
-- grain: contact_id
select r.source, r.contact_id, r.bot_outcome, r.escalation_rate_den, r.escalation_rate_num, r.no_return_containment_num
from mart_contacts as r
where
    r.bot_outcome not in ('pending', 'handed', 'failed', 'returned', 'denied', 'confirmed', 'silent')
    or (r.bot_outcome = 'pending' and r.escalation_rate_den is not null)
    or (coalesce(r.bot_outcome, '') <> 'pending' and r.escalation_rate_den is null)
    or (r.bot_outcome is null and r.escalation_rate_den = 1)
    or (r.bot_outcome <> 'pending' and r.escalation_rate_den = 0)
    or (r.escalation_rate_num = 1) <> (r.bot_outcome = 'handed')
    or (r.no_return_containment_num = 1 and r.bot_outcome not in ('confirmed', 'silent'))
    or (r.handoff_request_rate_num = 0 and r.escalation_rate_num = 1)
