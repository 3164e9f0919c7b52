-- One row is a contact whose ending lies before its opening, or whose ending was recorded before it happened.
-- grain: contact_id
select r.source, r.contact_id, r.opened_at, r.ended_at, r.recorded_at
from mart_contacts as r
where r.ended_at < r.opened_at or r.recorded_at < r.ended_at
