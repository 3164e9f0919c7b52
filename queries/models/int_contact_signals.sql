-- One row is one contact: per behaviour signal, whether it could fire (den) and did (num); both null while pending.
-- grain: contact_key
-- in parts of: contact_key
select
    c.contact_key,
    cast(case when s1.is_pending then null when s1.contact_key is null then 0 else 1 end as smallint)
        as signal_handed_over_den,
    cast(case when s1.is_pending then null when s1.is_fired then 1 else 0 end as smallint) as signal_handed_over_num,
    cast(case when s2.is_pending then null when s2.contact_key is null then 0 else 1 end as smallint)
        as signal_returned_den,
    cast(case when s2.is_pending then null when s2.is_fired then 1 else 0 end as smallint) as signal_returned_num,
    cast(case when s3.is_pending then null when s3.contact_key is null then 0 else 1 end as smallint)
        as signal_asked_human_den,
    cast(case when s3.is_pending then null when s3.is_fired then 1 else 0 end as smallint) as signal_asked_human_num,
    cast(case when s4.is_pending then null when s4.contact_key is null then 0 else 1 end as smallint)
        as signal_left_queue_den,
    cast(case when s4.is_pending then null when s4.is_fired then 1 else 0 end as smallint) as signal_left_queue_num,
    cast(case when s5.is_pending then null when s5.contact_key is null then 0 else 1 end as smallint)
        as signal_long_wait_den,
    cast(case when s5.is_pending then null when s5.is_fired then 1 else 0 end as smallint) as signal_long_wait_num,
    cast(case when s6.is_pending then null when s6.contact_key is null then 0 else 1 end as smallint)
        as signal_same_question_den,
    cast(case when s6.is_pending then null when s6.is_fired then 1 else 0 end as smallint) as signal_same_question_num,
    cast(case when s7.is_pending then null when s7.contact_key is null then 0 else 1 end as smallint)
        as signal_negative_words_den,
    cast(case when s7.is_pending then null when s7.is_fired then 1 else 0 end as smallint) as signal_negative_words_num,
    cast(case when s8.is_pending then null when s8.contact_key is null then 0 else 1 end as smallint)
        as signal_no_thanks_den,
    cast(case when s8.is_pending then null when s8.is_fired then 1 else 0 end as smallint) as signal_no_thanks_num,
    cast(case when s9.is_pending then null when s9.contact_key is null then 0 else 1 end as smallint)
        as signal_channel_change_den,
    cast(case when s9.is_pending then null when s9.is_fired then 1 else 0 end as smallint) as signal_channel_change_num,
    cast(case when s10.is_pending then null when s10.contact_key is null then 0 else 1 end as smallint)
        as signal_refund_after_den,
    cast(case when s10.is_pending then null when s10.is_fired then 1 else 0 end as smallint) as signal_refund_after_num
from int_contacts as c
left join int_signal_handed_over as s1 on s1.contact_key = c.contact_key
left join int_signal_returned as s2 on s2.contact_key = c.contact_key
left join int_signal_asked_human as s3 on s3.contact_key = c.contact_key
left join int_signal_left_queue as s4 on s4.contact_key = c.contact_key
left join int_signal_long_wait as s5 on s5.contact_key = c.contact_key
left join int_signal_same_question as s6 on s6.contact_key = c.contact_key
left join int_signal_negative_words as s7 on s7.contact_key = c.contact_key
left join int_signal_no_thanks as s8 on s8.contact_key = c.contact_key
left join int_signal_channel_change as s9 on s9.contact_key = c.contact_key
left join int_signal_refund_after as s10 on s10.contact_key = c.contact_key
