-- One row is a contact without a day of opening, or one that ended without a day of ending.
-- grain: contact_id
select r.source, r.contact_id, r.opened_at, r.recorded_at
from mart_contacts as r
where r.opened_on is null or (r.recorded_at is not null and r.ended_on is null)
