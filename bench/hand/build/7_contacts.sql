create table mart_contacts as
with joined as (
    select c.*, v.* exclude (c), a.asked_at, a.reply_at as answered_at, m.* exclude (c), f.* exclude (c), g.opened_at as back_at,
        g.kind as back_kind, g.returns_before, i.intent,
        r.* exclude (c), h.* exclude (c), w.customer_wait_seconds, b.c is not null as met_a_bot, b.ask_at, b.turns,
        b.reason as bot_reason, b.handoff_at as bot_handoff_at, x.c is not null as is_repeated, n.through, z.n as thanks_after,
        c.recorded_at is not null as is_ended, v.humans > 0 as has_human, lists.negative, lists.kind_o, lists.ask_t,
        coalesce(v.has_bot, false) as is_bot, wait.is_long, e.c is not null as went_elsewhere, t.c is not null as was_taken_back,
        case when m.left_at >= m.entered_at then m.left_at else c.ended_at end as gave_up_at,
        not coalesce(c.opened_at >= s.opens_at and c.opened_at < s.closes_at, false) as is_out_of_hours,
        open_until(sd.before, sd.opens_at, sd.closes_at, c.done_at) - open_until(s.before, s.opens_at, s.closes_at, c.opened_at) as open_s,
        open_until(sr.before, sr.opens_at, sr.closes_at, coalesce(a.reply_at, greatest(a.asked_at, c.done_at)))
            - open_until(sa.before, sa.opens_at, sa.closes_at, a.asked_at) as open_reply_s, q.hired_on
    from (select con.*, greatest(opened_at, coalesce(ended_at, through)) as done_at from con cross join reach) as c cross join reach as n
    left join (select * exclude (reply_at), reply_at as human_reply_at from served) as v on v.c = c.c
    left join asked as a on a.c = c.c
    left join (select c, left_at, entered_at, invited_at, complained_at, requested_at, assigned_at from mark) as m on m.c = c.c
    left join after as f on f.c = c.c left join again as g on g.c = c.c
    left join meant as i on i.c = c.c left join rated as r on r.c = c.c
    left join handled as h on h.c = c.c left join waited as w on w.c = c.c left join bot as b on b.c = c.c
    left join repeated as x on x.c = c.c left join thanked as z on z.c = c.c
    left join elsewhere as e on e.c = c.c left join taken_back as t on t.c = c.c
    left join hours as s on s.schedule_id = c.schedule_id and s.day = c.opened_at::date
    left join hours as sd on sd.schedule_id = c.schedule_id and sd.day = c.done_at::date
    left join hours as sa on sa.schedule_id = c.schedule_id and sa.day = a.asked_at::date
    left join hours as sr on sr.schedule_id = c.schedule_id and sr.day = coalesce(a.reply_at, greatest(a.asked_at, c.done_at))::date
    left join agents as q on q.agent_id = v.last[1]
    left join (select c, bool_or(list in ('negative', 'complaint')) as negative, min(first_t) filter (where list = 'ask_human') as ask_t,
        max(last_o) filter (where list in ('thanks', 'thanks_only', 'positive_close')) as kind_o from word group by c) as lists on lists.c = c.c
    left join (select c, bool_or(seconds > 300) as is_long from gaps group by c) as wait on wait.c = c.c),
judged as (
    select *, is_ended and is_identified as is_watched, recorded_at + interval '24' hour <= through as ripe,
        recorded_at + interval '72' hour <= through as ripe3, recorded_at + interval '168' hour <= through as ripe7,
        coalesce(back_at <= recorded_at + interval '24' hour, false) as back, coalesce(back_at <= recorded_at + interval '72' hour, false) as back3,
        coalesce(back_at <= recorded_at + interval '168' hour, false) as back7,
        case when entered_at is null then null when queue_act_at <= coalesce(gave_up_at, queue_act_at) then 'answered'
            when gave_up_at is not null then 'abandoned' else 'waiting' end as queue_wait_end,
        coalesce(is_ended and has_human and (by_whom = 'customer' or asked > 0) and not (human_reply_at is null and (left_at is not null or ended_by = 'customer')), false) as can_rate,
        coalesce(last_leg > bot_leg, false) as is_taken, asked_at is not null and (met_human or not met_bot) as is_owed,
        csat is not null or coalesce(is_invited, false) or coalesce(invited_at <= recorded_at + interval '72' hour, false) as was_invited,
        coalesce(is_ended and asked > 0, false) as spoke, is_ended and met_a_bot and is_bot as bot_served,
        is_identified and family is not null and by_whom = 'customer' and is_ended as is_followed,
        is_watched and lower(issue_category) not like '%refund%' and lower(issue_category) not like '%cancel%' as could_take_back
    from joined),
bots as (
    select *, case when not is_bot or not met_a_bot then null when not coalesce(ripe7, false) then 'pending' when is_taken then 'handed'
            when bot_handoff_at is not null or ask_at is not null then 'failed' when is_watched and back7 then 'returned'
            when bot_csat = 'negative' or bot_solved = 'no' or human_solved = 'no' or down > 0 then 'denied'
            when bot_csat = 'positive' or bot_solved = 'yes' or human_solved = 'yes' or up > 0 then 'confirmed' else 'silent' end as bot_outcome,
        (is_taken or bot_handoff_at is not null or ask_at is not null)::smallint as is_requested,
        case when entered_at is not null then greatest(0, date_diff('second', entered_at, case queue_wait_end
            when 'answered' then queue_act_at when 'abandoned' then gave_up_at else through end)) end as queue_s,
        humans = 1 and transfers = 0 and coalesce(csat[1] <> 'negative', true) and coalesce(bot_csat <> 'negative', true)
            and coalesce(human_solved <> 'no', true) and coalesce(bot_solved <> 'no', true)
            and coalesce(last_question < last_reply, last_question is null) as at_once
    from judged),
-- the denominators, null while pending: in 24 h, 72 h and 7 d, surveys of a human, a bot and the company, solved at once,
-- the bot's, the queue's level, another channel, a refund
flat as (
    select *, (case when not is_watched then 0 when ripe then 1 end)::smallint as d1,
        (case when not is_watched then 0 when ripe3 then 1 end)::smallint as d3,
        (case when not is_watched then 0 when ripe7 then 1 end)::smallint as d7,
        case when ripe3 or not can_rate then can_rate::smallint end as ds,
        case when ripe3 or not (is_bot and is_ended) then (is_bot and is_ended)::smallint end as dbs,
        (case when not is_ended then 0 when ripe3 then 1 end)::smallint as dc,
        (case when not coalesce(has_human and is_watched, false) then 0 when ripe7 then 1 end)::smallint as d1c,
        case when bot_outcome is distinct from 'pending' then (bot_outcome is not null)::smallint end as db,
        (entered_at is not null)::smallint as dq,
        (case when entered_at is null then 0 when entered_at + interval '30' second <= through then 1 end)::smallint as dl,
        (case when not is_followed then 0 when ripe7 then 1 end)::smallint as de,
        (case when not could_take_back then 0 when ripe7 then 1 end)::smallint as dt,
        case when is_watched and ended_by = 'system' then 1 else 0 end::smallint as by_system,
        (is_ended and (coalesce(asked, 0) > 0 or met_a_bot and is_bot))::smallint as could_ask,
        is_ended and first_reply is not null and spoke as was_answered
    from bots)
select c as contact_key, ticket_id || '#' || number as contact_id, ticket_id as root_ticket_id, number::bigint as number,
    'shop' as source, 'quillmarsh' as namespace, customer_id, customer_key, is_identified, channel, last[2] as team, last[1] as agent, first_team,
    case when coalesce(recorded_at, opened_at)::date >= hired_on + interval '36' month then 'over_3_years'
        when coalesce(recorded_at, opened_at)::date >= hired_on + interval '12' month then '1_to_3_years'
        when coalesce(recorded_at, opened_at)::date >= hired_on + interval '3' month then '3_to_12_months'
        when coalesce(recorded_at, opened_at)::date >= hired_on then 'under_3_months' end as agent_service_length,
    i1 as issue_1, case when i2 = '' then i1 else i1 || '/' || i2 end as issue_2,
    case when i2 = '' then i1 when i3 = '' then i1 || '/' || i2 else i1 || '/' || i2 || '/' || i3 end as issue_3,
    segment, language, priority, handled_by, entry_point, product, by_whom as initiated_by, intent, opened_at, recorded_at, ended_at,
    opened_at::date as opened_on, hour(opened_at)::int as opened_hour, isodow(opened_at)::int as opened_weekday,
    recorded_at::date as ended_on, hour(recorded_at)::int as ended_hour, isodow(recorded_at)::int as ended_weekday,
    not is_ended as is_open, is_ended, ended_by, 0::bigint as done_again_count, coalesce(thanks_after, 0) as thanks_after_count,
    false as is_return_flagged, false as is_return_issue_unknown, back_kind as return_kind,
    case when d7 = 1 and back7 then date_diff('second', ended_at, back_at)::double end as return_seconds,
    coalesce(returns_before, 0)::smallint as returns_before, transfers, handoff_at,
    d1 as reopen_rate_den, d1 * back::smallint as reopen_rate_num, d3 as reopen_rate_72h_den, d3 * back3::smallint as reopen_rate_72h_num,
    d7 as reopen_rate_7d_den, d7 * back7::smallint as reopen_rate_7d_num,
    d1 as reopen_same_ticket_rate_den, d1 * (back and back_kind = 'same_ticket')::smallint as reopen_same_ticket_rate_num,
    d1 as reopen_new_ticket_rate_den, d1 * (back and back_kind <> 'same_ticket')::smallint as reopen_new_ticket_rate_num,
    case when by_system = 1 then d1 else by_system end as reopen_after_system_ending_rate_den,
    case when by_system = 1 then d1 * back::smallint else by_system end as reopen_after_system_ending_rate_num,
    dq as answered_rate_den, dq * coalesce(queue_wait_end = 'answered', false)::smallint as answered_rate_num,
    dq as abandonment_rate_den, dq * coalesce(queue_wait_end = 'abandoned', false)::smallint as abandonment_rate_num,
    dq as still_waiting_rate_den, dq * coalesce(queue_wait_end = 'waiting', false)::smallint as still_waiting_rate_num,
    dl as service_level_den, dl * coalesce(queue_wait_end = 'answered' and queue_s <= 30, false)::smallint as service_level_num,
    coalesce(has_human, false)::smallint as transfer_rate_den, coalesce(has_human and transfers > 0, false)::smallint as transfer_rate_num,
    1::smallint as out_of_hours_share_den, is_out_of_hours::smallint as out_of_hours_share_num, (by_whom = 'customer')::smallint as volume_num,
    ds * (csat is not null)::smallint as csat_den, ds * coalesce(csat[1] = 'positive', false)::smallint as csat_num,
    dbs * (bot_csat is not null)::smallint as bot_csat_den, dbs * coalesce(bot_csat = 'positive', false)::smallint as bot_csat_num,
    dbs as bot_rating_coverage_den, dbs * (bot_csat is not null)::smallint as bot_rating_coverage_num,
    dc * (company is not null)::smallint as company_score_den, dc * coalesce(company = 'positive', false)::smallint as company_score_num,
    dc as company_rating_coverage_den, dc * (company is not null)::smallint as company_rating_coverage_num,
    ds as invite_rate_den, ds * was_invited::smallint as invite_rate_num, ds * was_invited::smallint as response_rate_den,
    ds * (csat is not null)::smallint as response_rate_num, ds as rating_coverage_den, ds * (csat is not null)::smallint as rating_coverage_num,
    ds as non_rating_rate_den, ds * (csat is null)::smallint as non_rating_rate_num,
    d1c as one_contact_resolution_den, d1c * coalesce(at_once and not back7, false)::smallint as one_contact_resolution_num,
    d1c as one_contact_resolution_24h_den, d1c * coalesce(at_once and not back, false)::smallint as one_contact_resolution_24h_num,
    db as escalation_rate_den, db * coalesce(bot_outcome = 'handed', false)::smallint as escalation_rate_num,
    db as handoff_request_rate_den, db * is_requested as handoff_request_rate_num,
    db * is_requested as handoff_success_rate_den, db * coalesce(bot_outcome = 'handed', false)::smallint as handoff_success_rate_num,
    db * is_watched::smallint as no_return_containment_den,
    db * coalesce(is_watched and bot_outcome in ('confirmed', 'silent'), false)::smallint as no_return_containment_num,
    is_ended::smallint as complaint_rate_den,
    (is_ended and (complained_at is not null or lower(coalesce(issue_category, '')) like '%complaint%'))::smallint as complaint_rate_num,
    bot_outcome, case when bot_outcome not in ('handed', 'failed') then null when bot_reason in ('rule', 'bot_failed') then bot_reason
        when ask_at is null then case when bot_outcome is null then null else 'unknown' end
        when turns <= 2 then 'asked_at_once' else 'asked_after_attempt' end as bot_cause,
    can_rate as is_rating_eligible, csat[2] as csat_value, case when csat is not null then 5 end as csat_levels,
    false as is_rated_without_time, csat[3] as rated_agent_id,
    bot_served::smallint as signal_handed_over_den, (bot_served and is_taken)::smallint as signal_handed_over_num,
    d1 as signal_returned_den, d1 * back::smallint as signal_returned_num,
    could_ask as signal_asked_human_den, could_ask * (coalesce(ask_t, requested_at) is not null)::smallint as signal_asked_human_num,
    is_ended::smallint * dq as signal_left_queue_den, is_ended::smallint * coalesce(queue_wait_end = 'abandoned', false)::smallint as signal_left_queue_num,
    (is_ended and is_long is not null)::smallint as signal_long_wait_den, (is_ended and coalesce(is_long, false))::smallint as signal_long_wait_num,
    spoke::smallint as signal_same_question_den, (spoke and is_repeated)::smallint as signal_same_question_num,
    spoke::smallint as signal_negative_words_den, (spoke and coalesce(negative, false))::smallint as signal_negative_words_num,
    was_answered::smallint as signal_no_thanks_den, (was_answered and coalesce(kind_o < first_reply, true))::smallint as signal_no_thanks_num,
    de as signal_channel_change_den, de * went_elsewhere::smallint as signal_channel_change_num,
    dt as signal_refund_after_den, dt * was_taken_back::smallint as signal_refund_after_num,
    case when is_owed then date_diff('second', asked_at, coalesce(answered_at, greatest(asked_at, coalesce(ended_at, through)))) end::double as first_response_seconds,
    case when is_owed then open_reply_s end::double as first_response_business_seconds,
    case when not is_owed then null when answered_at is not null then 'answered' when is_ended then 'no_reply' else 'waiting' end as first_response_end,
    case when is_owed and handoff_t is not null then date_diff('second', handoff_t, coalesce(handoff_reply_at, greatest(handoff_t, coalesce(ended_at, through)))) end::double
        as first_response_after_handoff_seconds,
    case when not is_owed or handoff_t is null then null when handoff_reply_at is not null then 'answered' when is_ended then 'no_reply' else 'waiting' end
        as first_response_after_handoff_end,
    queue_s::double as queue_wait_seconds, queue_wait_end, customer_wait_seconds::double as customer_wait_seconds,
    case when customer_wait_seconds is not null then 'status' end as customer_wait_basis,
    date_diff('second', assigned_at, pickup_at)::double as pickup_seconds, handle_seconds::double as handle_seconds,
    case when handle_seconds is not null then handle_basis end as handle_basis,
    greatest(0, date_diff('second', opened_at, coalesce(ended_at, through)))::double as resolution_seconds, open_s::double as resolution_business_seconds,
    if(is_ended, 'ended', 'open') as resolution_end
from flat
order by ended_on nulls last, team nulls last;
