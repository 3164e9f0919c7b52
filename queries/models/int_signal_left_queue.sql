-- One row is one ended contact that entered a queue, and whether the customer left it before a human acted.
-- grain: contact_key
-- kept: view
-- Window: from entering the queue to a human action, the leaving or the ending. Threshold: once.
select
    q.contact_key,
    false as is_pending,
    q.queue_wait_end = 'abandoned' as is_fired,
    cast(null as bigint) as fired_row_id,
    case
        when q.queue_wait_end = 'abandoned' then q.entered_at + q.queue_wait_seconds * interval '1' second
    end as fired_at,
    case
        when q.queue_wait_end = 'abandoned' then q.entered_at + q.queue_wait_seconds * interval '1' second
        else c.recorded_at
    end as known_at
from int_queue_waits as q
inner join int_contacts as c on c.contact_key = q.contact_key
where c.recorded_at is not null and not c.is_excluded
