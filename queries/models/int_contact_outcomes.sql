-- One row is one contact: ratings, coverage, bot, solved at once, complaint, as denominator (den) and numerator (num).
-- grain: contact_key
-- kept: view
-- Both are null while pending and 0 where the contact is not counted.
with flags as (
    select
        c.contact_key,
        -- A source without ratings tells nothing about satisfaction: no denominator, rather than nobody rated.
        coalesce(r.has_ratings and r.is_eligible, false) as is_surveyable,
        coalesce(r.has_ratings and r.has_bot_leg, false) as is_bot_surveyable,
        coalesce(r.has_ratings, false) as has_ratings,
        coalesce(r.has_ratings and not r.is_of_age, false) as is_too_young,
        coalesce(r.invites_known, false) as is_invites_known,
        coalesce(r.is_invited, false) as is_invited,
        coalesce(r.is_rated, false) as is_rated,
        r.csat,
        r.bot_csat,
        r.company_score,
        coalesce(o.is_in_base and not o.is_matured, false) as is_one_contact_pending,
        coalesce(o.is_in_base and o.is_matured, false) as is_one_contact_known,
        coalesce(o.is_done_in_one and o.has_stayed_done_7d, false) as is_one_contact,
        coalesce(o.is_done_in_one and o.has_stayed_done_24h, false) as is_one_contact_24h,
        b.bot_outcome,
        b.bot_cause,
        coalesce(b.is_requested, false) as is_requested,
        coalesce(b.is_return_seen, false) as is_return_seen,
        k.contact_key is not null as could_complain,
        coalesce(k.is_complaint, false) as is_complaint,
        r.is_eligible,
        r.csat_value,
        r.csat_levels,
        r.is_rated_without_time,
        r.rated_agent_id
    from int_contacts as c
    left join int_contact_ratings as r on r.contact_key = c.contact_key
    left join int_one_contact as o on o.contact_key = c.contact_key
    left join int_bot_contacts as b on b.contact_key = c.contact_key
    left join int_complaints as k on k.contact_key = c.contact_key
),

-- Null while pending: every denominator below is one of these, or a part of one.
bases as (
    select
        f.contact_key,
        case when f.is_surveyable and f.is_too_young then null else f.is_surveyable end as in_surveyable,
        case
            when f.is_surveyable and f.is_too_young then null
            else f.is_surveyable and f.is_invites_known
        end as in_invites,
        case when f.is_bot_surveyable and f.is_too_young then null else f.is_bot_surveyable end as in_bot_surveyable,
        case when f.is_too_young then null else f.has_ratings end as in_company,
        case when f.is_one_contact_pending then null else f.is_one_contact_known end as in_one_contact,
        case when f.bot_outcome = 'pending' then null else f.bot_outcome is not null end as in_bot,
        f.csat,
        f.bot_csat,
        f.company_score,
        f.is_invited,
        f.is_rated,
        f.is_one_contact,
        f.is_one_contact_24h,
        f.bot_outcome,
        f.bot_cause,
        f.is_requested,
        f.is_return_seen,
        f.could_complain,
        f.is_complaint,
        f.is_eligible,
        f.csat_value,
        f.csat_levels,
        f.is_rated_without_time,
        f.rated_agent_id
    from flags as f
)

select
    b.contact_key,
    cast(
        case when b.in_surveyable and b.csat is not null then 1 when b.in_surveyable is not null then 0 end as smallint
    ) as csat_den,
    cast(
        case when b.in_surveyable and b.csat = 'positive' then 1 when b.in_surveyable is not null then 0 end as smallint
    ) as csat_num,
    cast(
        case
            when b.in_bot_surveyable and b.bot_csat is not null then 1
            when b.in_bot_surveyable is not null then 0
        end as smallint
    ) as bot_csat_den,
    cast(
        case
            when b.in_bot_surveyable and b.bot_csat = 'positive' then 1
            when b.in_bot_surveyable is not null then 0
        end as smallint
    ) as bot_csat_num,
    cast(
        case when b.in_bot_surveyable then 1 when b.in_bot_surveyable is not null then 0 end as smallint
    ) as bot_rating_coverage_den,
    cast(
        case
            when b.in_bot_surveyable and b.bot_csat is not null then 1
            when b.in_bot_surveyable is not null then 0
        end as smallint
    ) as bot_rating_coverage_num,
    cast(
        case
            when b.in_company and b.company_score is not null then 1
            when b.in_company is not null then 0
        end as smallint
    ) as company_score_den,
    cast(
        case
            when b.in_company and b.company_score = 'positive' then 1
            when b.in_company is not null then 0
        end as smallint
    ) as company_score_num,
    cast(
        case when b.in_company then 1 when b.in_company is not null then 0 end as smallint
    ) as company_rating_coverage_den,
    cast(
        case
            when b.in_company and b.company_score is not null then 1
            when b.in_company is not null then 0
        end as smallint
    ) as company_rating_coverage_num,
    cast(case when b.in_invites then 1 when b.in_invites is not null then 0 end as smallint) as invite_rate_den,
    cast(
        case when b.in_invites and b.is_invited then 1 when b.in_invites is not null then 0 end as smallint
    ) as invite_rate_num,
    cast(
        case when b.in_invites and b.is_invited then 1 when b.in_invites is not null then 0 end as smallint
    ) as response_rate_den,
    cast(
        case when b.in_invites and b.is_rated then 1 when b.in_invites is not null then 0 end as smallint
    ) as response_rate_num,
    cast(
        case when b.in_surveyable then 1 when b.in_surveyable is not null then 0 end as smallint
    ) as rating_coverage_den,
    cast(
        case when b.in_surveyable and b.is_rated then 1 when b.in_surveyable is not null then 0 end as smallint
    ) as rating_coverage_num,
    cast(
        case when b.in_surveyable then 1 when b.in_surveyable is not null then 0 end as smallint
    ) as non_rating_rate_den,
    cast(
        case when b.in_surveyable and not b.is_rated then 1 when b.in_surveyable is not null then 0 end as smallint
    ) as non_rating_rate_num,
    cast(
        case when b.in_one_contact then 1 when b.in_one_contact is not null then 0 end as smallint
    ) as one_contact_resolution_den,
    cast(
        case when b.in_one_contact and b.is_one_contact then 1 when b.in_one_contact is not null then 0 end as smallint
    ) as one_contact_resolution_num,
    cast(
        case when b.in_one_contact then 1 when b.in_one_contact is not null then 0 end as smallint
    ) as one_contact_resolution_24h_den,
    cast(
        case
            when b.in_one_contact and b.is_one_contact_24h then 1
            when b.in_one_contact is not null then 0
        end as smallint
    ) as one_contact_resolution_24h_num,
    cast(case when b.in_bot then 1 when b.in_bot is not null then 0 end as smallint) as escalation_rate_den,
    cast(
        case when b.in_bot and b.bot_outcome = 'handed' then 1 when b.in_bot is not null then 0 end as smallint
    ) as escalation_rate_num,
    cast(case when b.in_bot then 1 when b.in_bot is not null then 0 end as smallint) as handoff_request_rate_den,
    cast(
        case when b.in_bot and b.is_requested then 1 when b.in_bot is not null then 0 end as smallint
    ) as handoff_request_rate_num,
    cast(
        case when b.in_bot and b.is_requested then 1 when b.in_bot is not null then 0 end as smallint
    ) as handoff_success_rate_den,
    cast(
        case when b.in_bot and b.bot_outcome = 'handed' then 1 when b.in_bot is not null then 0 end as smallint
    ) as handoff_success_rate_num,
    cast(
        case when b.in_bot and b.is_return_seen then 1 when b.in_bot is not null then 0 end as smallint
    ) as no_return_containment_den,
    cast(
        case
            when b.in_bot and b.is_return_seen and b.bot_outcome in ('confirmed', 'silent') then 1
            when b.in_bot is not null then 0
        end as smallint
    ) as no_return_containment_num,
    cast(case when b.could_complain then 1 else 0 end as smallint) as complaint_rate_den,
    cast(case when b.could_complain and b.is_complaint then 1 else 0 end as smallint) as complaint_rate_num,
    b.bot_outcome,
    b.bot_cause,
    coalesce(b.is_eligible, false) as is_rating_eligible,
    b.csat_value,
    b.csat_levels,
    coalesce(b.is_rated_without_time, false) as is_rated_without_time,
    b.rated_agent_id
from bases as b
