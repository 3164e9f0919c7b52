-- One row is one ended contact: may it be surveyed, was it invited and rated by the common age, what was said.
-- grain: contact_key
with ended as (
    select
        c.contact_key,
        c.recorded_at,
        c.recorded_at + p.rating_age_hours * interval '1' hour as age_limit,
        coalesce(c.recorded_at + p.rating_age_hours * interval '1' hour <= s.data_through, false) as is_of_age,
        coalesce(s.has_ratings, false) as has_ratings,
        s.invites_known,
        coalesce(l.has_bot_leg, false) as has_bot_leg,
        coalesce(l.has_human_leg, false)
            -- Opened by the customer (or by nobody knows whom), or answered by the customer.
            and (c.initiated_by in ('customer', 'unknown') or coalesce(v.customer_messages, 0) > 0)
            -- Not given up before any reply.
            and not (
                l.first_human_reply_at is null
                and (k.queue_left_at is not null or c.ended_by = 'customer')
            ) as is_eligible,
        k.first_invited_at
    from int_contacts as c
    cross join settings as p
    inner join int_sources as s on s.source = c.source
    left join int_contact_legs as l on l.contact_key = c.contact_key
    left join int_contact_voice as v on v.contact_key = c.contact_key
    left join int_contact_marks as k on k.contact_key = c.contact_key
    where c.recorded_at is not null and not c.is_excluded
),

in_time as (
    select
        e.contact_key,
        r.row_id,
        r.measure,
        r.subject,
        r.rated_at,
        r.verdict,
        r.value,
        r.levels,
        r.resolved_by_customer,
        r.rated_agent_id,
        r.verdict is not null and row_number() over (
            partition by e.contact_key, r.subject, r.kind, r.verdict is null
            order by r.rated_at desc nulls last, r.row_id desc nulls last
        ) = 1 as is_last_of_kind,
        r.verdict is not null and row_number() over (
            partition by e.contact_key, r.measure, r.verdict is null
            order by r.rated_at desc nulls last, r.row_id desc nulls last
        ) = 1 as is_last_of_measure,
        r.resolved_by_customer is not null and row_number() over (
            partition by e.contact_key, r.subject, r.resolved_by_customer is null
            order by r.rated_at desc nulls last, r.row_id desc nulls last
        ) = 1 as is_last_answer
    from ended as e
    inner join int_rating_versions as r on r.contact_key = e.contact_key
    -- At the age limit counts what had been given by then; without a time it counts at every age.
    where r.rated_at is null or r.rated_at <= e.age_limit
),

-- An invitation counts up to the same age as a rating; one without a time counts.
invitations as (
    select
        r.contact_key,
        count(*) as invitations
    from int_rating_versions as r
    inner join ended as e on e.contact_key = r.contact_key
    where r.measure = 'csat'
        and (coalesce(r.invited_at, r.rated_at) is null or coalesce(r.invited_at, r.rated_at) <= e.age_limit)
    group by r.contact_key
),

said as (
    select
        t.contact_key,
        max(t.verdict) filter (where t.measure = 'csat' and t.is_last_of_measure) as csat,
        max(t.value) filter (where t.measure = 'csat' and t.is_last_of_measure) as csat_value,
        max(t.levels) filter (where t.measure = 'csat' and t.is_last_of_measure) as csat_levels,
        max(t.rated_at) filter (where t.measure = 'csat' and t.is_last_of_measure) as rated_at,
        max(t.rated_agent_id) filter (where t.measure = 'csat' and t.is_last_of_measure) as rated_agent_id,
        max(t.verdict) filter (where t.measure = 'bot_csat' and t.is_last_of_measure) as bot_csat,
        max(t.verdict) filter (where t.measure = 'company_score' and t.is_last_of_measure) as company_score,
        count(*) filter (where t.subject = 'human' and t.is_last_of_kind and t.verdict = 'negative') as human_negatives,
        count(*) filter (where t.subject = 'bot' and t.is_last_of_kind and t.verdict = 'negative') as bot_negatives,
        count(*) filter (where t.subject = 'bot' and t.is_last_of_kind and t.verdict = 'positive') as bot_positives,
        count(*) filter (where t.is_last_answer and t.resolved_by_customer = 'no') as answers_no,
        count(*) filter (where t.is_last_answer and t.resolved_by_customer = 'yes') as answers_yes
    from in_time as t
    group by t.contact_key
)

select
    e.contact_key,
    e.is_eligible,
    e.is_of_age,
    e.has_ratings,
    e.invites_known,
    e.has_bot_leg,
    s.csat is not null as is_rated,
    -- Who rated was invited, whatever the records of invitations say.
    s.csat is not null
        or i.contact_key is not null
        or coalesce(e.first_invited_at <= e.age_limit, false) as is_invited,
    s.csat,
    s.csat_value,
    s.csat_levels,
    s.csat is not null and s.rated_at is null as is_rated_without_time,
    s.rated_agent_id,
    s.bot_csat,
    s.company_score,
    coalesce(s.human_negatives, 0) as human_negatives,
    coalesce(s.bot_negatives, 0) as bot_negatives,
    coalesce(s.bot_positives, 0) as bot_positives,
    coalesce(s.answers_no, 0) as answers_no,
    coalesce(s.answers_yes, 0) as answers_yes
from ended as e
left join said as s on s.contact_key = e.contact_key
left join invitations as i on i.contact_key = e.contact_key
