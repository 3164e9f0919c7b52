-- One row is a contact with a negative duration.
-- grain: contact_id
select
    r.source,
    r.contact_id,
    r.first_response_seconds,
    r.first_response_business_seconds,
    r.first_response_after_handoff_seconds,
    r.queue_wait_seconds,
    r.customer_wait_seconds,
    r.pickup_seconds,
    r.handle_seconds,
    r.resolution_seconds,
    r.resolution_business_seconds,
    r.return_seconds
from mart_contacts as r
where
    r.first_response_seconds < 0
    or r.first_response_business_seconds < 0
    or r.first_response_after_handoff_seconds < 0
    or r.queue_wait_seconds < 0
    or r.customer_wait_seconds < 0
    or r.pickup_seconds < 0
    or r.handle_seconds < 0
    or r.resolution_seconds < 0
    or r.resolution_business_seconds < 0
    or r.return_seconds < 0
