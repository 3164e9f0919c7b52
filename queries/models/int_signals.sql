-- One row is one contact and one behaviour signal that could fire in it: whether it did, when, in which message.
-- grain: contact_key, signal
-- kept: view
select
    s.contact_key,
    'handed_over' as signal,
    s.is_pending,
    s.is_fired,
    s.fired_row_id,
    s.fired_at,
    s.known_at
from int_signal_handed_over as s
union all
select
    s.contact_key,
    'returned' as signal,
    s.is_pending,
    s.is_fired,
    s.fired_row_id,
    s.fired_at,
    s.known_at
from int_signal_returned as s
union all
select
    s.contact_key,
    'asked_human' as signal,
    s.is_pending,
    s.is_fired,
    s.fired_row_id,
    s.fired_at,
    s.known_at
from int_signal_asked_human as s
union all
select
    s.contact_key,
    'left_queue' as signal,
    s.is_pending,
    s.is_fired,
    s.fired_row_id,
    s.fired_at,
    s.known_at
from int_signal_left_queue as s
union all
select
    s.contact_key,
    'long_wait' as signal,
    s.is_pending,
    s.is_fired,
    s.fired_row_id,
    s.fired_at,
    s.known_at
from int_signal_long_wait as s
union all
select
    s.contact_key,
    'same_question' as signal,
    s.is_pending,
    s.is_fired,
    s.fired_row_id,
    s.fired_at,
    s.known_at
from int_signal_same_question as s
union all
select
    s.contact_key,
    'negative_words' as signal,
    s.is_pending,
    s.is_fired,
    s.fired_row_id,
    s.fired_at,
    s.known_at
from int_signal_negative_words as s
union all
select
    s.contact_key,
    'no_thanks' as signal,
    s.is_pending,
    s.is_fired,
    s.fired_row_id,
    s.fired_at,
    s.known_at
from int_signal_no_thanks as s
union all
select
    s.contact_key,
    'channel_change' as signal,
    s.is_pending,
    s.is_fired,
    s.fired_row_id,
    s.fired_at,
    s.known_at
from int_signal_channel_change as s
union all
select
    s.contact_key,
    'refund_after' as signal,
    s.is_pending,
    s.is_fired,
    s.fired_row_id,
    s.fired_at,
    s.known_at
from int_signal_refund_after as s
