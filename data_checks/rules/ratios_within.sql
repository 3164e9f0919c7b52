-- One row is a contact that counts in a numerator and not in its denominator, or is pending in only one of the two.
-- grain: contact_id
select
    r.source,
    r.contact_id,
    concat_ws(
        ', ',
        case when r.reopen_rate_num > r.reopen_rate_den or (r.reopen_rate_num is null) <> (r.reopen_rate_den is null) then 'reopen_rate' end,
        case when r.reopen_rate_72h_num > r.reopen_rate_72h_den or (r.reopen_rate_72h_num is null) <> (r.reopen_rate_72h_den is null) then 'reopen_rate_72h' end,
        case when r.reopen_rate_7d_num > r.reopen_rate_7d_den or (r.reopen_rate_7d_num is null) <> (r.reopen_rate_7d_den is null) then 'reopen_rate_7d' end,
        case when r.reopen_same_ticket_rate_num > r.reopen_same_ticket_rate_den or (r.reopen_same_ticket_rate_num is null) <> (r.reopen_same_ticket_rate_den is null) then 'reopen_same_ticket_rate' end,
        case when r.reopen_new_ticket_rate_num > r.reopen_new_ticket_rate_den or (r.reopen_new_ticket_rate_num is null) <> (r.reopen_new_ticket_rate_den is null) then 'reopen_new_ticket_rate' end,
        case when r.reopen_after_system_ending_rate_num > r.reopen_after_system_ending_rate_den or (r.reopen_after_system_ending_rate_num is null) <> (r.reopen_after_system_ending_rate_den is null) then 'reopen_after_system_ending_rate' end,
        case when r.answered_rate_num > r.answered_rate_den or (r.answered_rate_num is null) <> (r.answered_rate_den is null) then 'answered_rate' end,
        case when r.abandonment_rate_num > r.abandonment_rate_den or (r.abandonment_rate_num is null) <> (r.abandonment_rate_den is null) then 'abandonment_rate' end,
        case when r.still_waiting_rate_num > r.still_waiting_rate_den or (r.still_waiting_rate_num is null) <> (r.still_waiting_rate_den is null) then 'still_waiting_rate' end,
        case when r.service_level_num > r.service_level_den or (r.service_level_num is null) <> (r.service_level_den is null) then 'service_level' end,
        case when r.transfer_rate_num > r.transfer_rate_den or (r.transfer_rate_num is null) <> (r.transfer_rate_den is null) then 'transfer_rate' end,
        case when r.out_of_hours_share_num > r.out_of_hours_share_den or (r.out_of_hours_share_num is null) <> (r.out_of_hours_share_den is null) then 'out_of_hours_share' end,
        case when r.csat_num > r.csat_den or (r.csat_num is null) <> (r.csat_den is null) then 'csat' end,
        case when r.bot_csat_num > r.bot_csat_den or (r.bot_csat_num is null) <> (r.bot_csat_den is null) then 'bot_csat' end,
        case when r.bot_rating_coverage_num > r.bot_rating_coverage_den or (r.bot_rating_coverage_num is null) <> (r.bot_rating_coverage_den is null) then 'bot_rating_coverage' end,
        case when r.company_score_num > r.company_score_den or (r.company_score_num is null) <> (r.company_score_den is null) then 'company_score' end,
        case when r.company_rating_coverage_num > r.company_rating_coverage_den or (r.company_rating_coverage_num is null) <> (r.company_rating_coverage_den is null) then 'company_rating_coverage' end,
        case when r.invite_rate_num > r.invite_rate_den or (r.invite_rate_num is null) <> (r.invite_rate_den is null) then 'invite_rate' end,
        case when r.response_rate_num > r.response_rate_den or (r.response_rate_num is null) <> (r.response_rate_den is null) then 'response_rate' end,
        case when r.rating_coverage_num > r.rating_coverage_den or (r.rating_coverage_num is null) <> (r.rating_coverage_den is null) then 'rating_coverage' end,
        case when r.non_rating_rate_num > r.non_rating_rate_den or (r.non_rating_rate_num is null) <> (r.non_rating_rate_den is null) then 'non_rating_rate' end,
        case when r.one_contact_resolution_num > r.one_contact_resolution_den or (r.one_contact_resolution_num is null) <> (r.one_contact_resolution_den is null) then 'one_contact_resolution' end,
        case when r.one_contact_resolution_24h_num > r.one_contact_resolution_24h_den or (r.one_contact_resolution_24h_num is null) <> (r.one_contact_resolution_24h_den is null) then 'one_contact_resolution_24h' end,
        case when r.escalation_rate_num > r.escalation_rate_den or (r.escalation_rate_num is null) <> (r.escalation_rate_den is null) then 'escalation_rate' end,
        case when r.handoff_request_rate_num > r.handoff_request_rate_den or (r.handoff_request_rate_num is null) <> (r.handoff_request_rate_den is null) then 'handoff_request_rate' end,
        case when r.handoff_success_rate_num > r.handoff_success_rate_den or (r.handoff_success_rate_num is null) <> (r.handoff_success_rate_den is null) then 'handoff_success_rate' end,
        case when r.no_return_containment_num > r.no_return_containment_den or (r.no_return_containment_num is null) <> (r.no_return_containment_den is null) then 'no_return_containment' end,
        case when r.complaint_rate_num > r.complaint_rate_den or (r.complaint_rate_num is null) <> (r.complaint_rate_den is null) then 'complaint_rate' end,
        case when r.signal_handed_over_num > r.signal_handed_over_den or (r.signal_handed_over_num is null) <> (r.signal_handed_over_den is null) then 'signal_handed_over' end,
        case when r.signal_returned_num > r.signal_returned_den or (r.signal_returned_num is null) <> (r.signal_returned_den is null) then 'signal_returned' end,
        case when r.signal_asked_human_num > r.signal_asked_human_den or (r.signal_asked_human_num is null) <> (r.signal_asked_human_den is null) then 'signal_asked_human' end,
        case when r.signal_left_queue_num > r.signal_left_queue_den or (r.signal_left_queue_num is null) <> (r.signal_left_queue_den is null) then 'signal_left_queue' end,
        case when r.signal_long_wait_num > r.signal_long_wait_den or (r.signal_long_wait_num is null) <> (r.signal_long_wait_den is null) then 'signal_long_wait' end,
        case when r.signal_same_question_num > r.signal_same_question_den or (r.signal_same_question_num is null) <> (r.signal_same_question_den is null) then 'signal_same_question' end,
        case when r.signal_negative_words_num > r.signal_negative_words_den or (r.signal_negative_words_num is null) <> (r.signal_negative_words_den is null) then 'signal_negative_words' end,
        case when r.signal_no_thanks_num > r.signal_no_thanks_den or (r.signal_no_thanks_num is null) <> (r.signal_no_thanks_den is null) then 'signal_no_thanks' end,
        case when r.signal_channel_change_num > r.signal_channel_change_den or (r.signal_channel_change_num is null) <> (r.signal_channel_change_den is null) then 'signal_channel_change' end,
        case when r.signal_refund_after_num > r.signal_refund_after_den or (r.signal_refund_after_num is null) <> (r.signal_refund_after_den is null) then 'signal_refund_after' end
    ) as metrics
from mart_contacts as r
where
    r.reopen_rate_num > r.reopen_rate_den or (r.reopen_rate_num is null) <> (r.reopen_rate_den is null)
    or r.reopen_rate_72h_num > r.reopen_rate_72h_den or (r.reopen_rate_72h_num is null) <> (r.reopen_rate_72h_den is null)
    or r.reopen_rate_7d_num > r.reopen_rate_7d_den or (r.reopen_rate_7d_num is null) <> (r.reopen_rate_7d_den is null)
    or r.reopen_same_ticket_rate_num > r.reopen_same_ticket_rate_den or (r.reopen_same_ticket_rate_num is null) <> (r.reopen_same_ticket_rate_den is null)
    or r.reopen_new_ticket_rate_num > r.reopen_new_ticket_rate_den or (r.reopen_new_ticket_rate_num is null) <> (r.reopen_new_ticket_rate_den is null)
    or r.reopen_after_system_ending_rate_num > r.reopen_after_system_ending_rate_den or (r.reopen_after_system_ending_rate_num is null) <> (r.reopen_after_system_ending_rate_den is null)
    or r.answered_rate_num > r.answered_rate_den or (r.answered_rate_num is null) <> (r.answered_rate_den is null)
    or r.abandonment_rate_num > r.abandonment_rate_den or (r.abandonment_rate_num is null) <> (r.abandonment_rate_den is null)
    or r.still_waiting_rate_num > r.still_waiting_rate_den or (r.still_waiting_rate_num is null) <> (r.still_waiting_rate_den is null)
    or r.service_level_num > r.service_level_den or (r.service_level_num is null) <> (r.service_level_den is null)
    or r.transfer_rate_num > r.transfer_rate_den or (r.transfer_rate_num is null) <> (r.transfer_rate_den is null)
    or r.out_of_hours_share_num > r.out_of_hours_share_den or (r.out_of_hours_share_num is null) <> (r.out_of_hours_share_den is null)
    or r.csat_num > r.csat_den or (r.csat_num is null) <> (r.csat_den is null)
    or r.bot_csat_num > r.bot_csat_den or (r.bot_csat_num is null) <> (r.bot_csat_den is null)
    or r.bot_rating_coverage_num > r.bot_rating_coverage_den or (r.bot_rating_coverage_num is null) <> (r.bot_rating_coverage_den is null)
    or r.company_score_num > r.company_score_den or (r.company_score_num is null) <> (r.company_score_den is null)
    or r.company_rating_coverage_num > r.company_rating_coverage_den or (r.company_rating_coverage_num is null) <> (r.company_rating_coverage_den is null)
    or r.invite_rate_num > r.invite_rate_den or (r.invite_rate_num is null) <> (r.invite_rate_den is null)
    or r.response_rate_num > r.response_rate_den or (r.response_rate_num is null) <> (r.response_rate_den is null)
    or r.rating_coverage_num > r.rating_coverage_den or (r.rating_coverage_num is null) <> (r.rating_coverage_den is null)
    or r.non_rating_rate_num > r.non_rating_rate_den or (r.non_rating_rate_num is null) <> (r.non_rating_rate_den is null)
    or r.one_contact_resolution_num > r.one_contact_resolution_den or (r.one_contact_resolution_num is null) <> (r.one_contact_resolution_den is null)
    or r.one_contact_resolution_24h_num > r.one_contact_resolution_24h_den or (r.one_contact_resolution_24h_num is null) <> (r.one_contact_resolution_24h_den is null)
    or r.escalation_rate_num > r.escalation_rate_den or (r.escalation_rate_num is null) <> (r.escalation_rate_den is null)
    or r.handoff_request_rate_num > r.handoff_request_rate_den or (r.handoff_request_rate_num is null) <> (r.handoff_request_rate_den is null)
    or r.handoff_success_rate_num > r.handoff_success_rate_den or (r.handoff_success_rate_num is null) <> (r.handoff_success_rate_den is null)
    or r.no_return_containment_num > r.no_return_containment_den or (r.no_return_containment_num is null) <> (r.no_return_containment_den is null)
    or r.complaint_rate_num > r.complaint_rate_den or (r.complaint_rate_num is null) <> (r.complaint_rate_den is null)
    or r.signal_handed_over_num > r.signal_handed_over_den or (r.signal_handed_over_num is null) <> (r.signal_handed_over_den is null)
    or r.signal_returned_num > r.signal_returned_den or (r.signal_returned_num is null) <> (r.signal_returned_den is null)
    or r.signal_asked_human_num > r.signal_asked_human_den or (r.signal_asked_human_num is null) <> (r.signal_asked_human_den is null)
    or r.signal_left_queue_num > r.signal_left_queue_den or (r.signal_left_queue_num is null) <> (r.signal_left_queue_den is null)
    or r.signal_long_wait_num > r.signal_long_wait_den or (r.signal_long_wait_num is null) <> (r.signal_long_wait_den is null)
    or r.signal_same_question_num > r.signal_same_question_den or (r.signal_same_question_num is null) <> (r.signal_same_question_den is null)
    or r.signal_negative_words_num > r.signal_negative_words_den or (r.signal_negative_words_num is null) <> (r.signal_negative_words_den is null)
    or r.signal_no_thanks_num > r.signal_no_thanks_den or (r.signal_no_thanks_num is null) <> (r.signal_no_thanks_den is null)
    or r.signal_channel_change_num > r.signal_channel_change_den or (r.signal_channel_change_num is null) <> (r.signal_channel_change_den is null)
    or r.signal_refund_after_num > r.signal_refund_after_den or (r.signal_refund_after_num is null) <> (r.signal_refund_after_den is null)
