-- One row is one rating in one of its versions, with the contact it speaks of: for ratings by day rated and at any age.
-- grain: row_id
-- At the age K (seconds after the ending) holds the version with age_seconds <= K < until_age_seconds; no age: at every
-- age until a timed one comes, no until: for good. *_den and *_num count the versions that hold for good.
select
    v.row_id,
    v.contact_key,
    c.contact_id,
    v.source,
    v.rated_agent_id as agent,
    v.rated_at,
    cast(v.rated_at + o.offset_seconds * interval '1' second as date) as rated_on,
    d.ended_on,
    v.age_seconds,
    v.until_age_seconds,
    date_diff('second', c.recorded_at, s.data_through) as observed_seconds,
    v.value_raw,
    v.value,
    v.scale,
    v.kind,
    v.levels,
    v.subject,
    v.measure,
    v.verdict,
    v.verdict = 'positive' as is_positive,
    v.verdict = 'neutral' as is_neutral,
    v.verdict = 'negative' as is_negative,
    v.until_age_seconds is null as is_final,
    case v.measure when 'csat' then e.is_eligible when 'bot_csat' then e.has_bot_leg else e.contact_key is not null end
        as is_counted,
    cast(case when v.measure = 'csat' and e.is_eligible and v.until_age_seconds is null then 1 else 0 end as smallint)
        as csat_den,
    cast(
        case
            when v.measure = 'csat' and e.is_eligible and v.until_age_seconds is null and v.verdict = 'positive' then 1
            else 0
        end as smallint
    ) as csat_num,
    cast(
        case when v.measure = 'bot_csat' and e.has_bot_leg and v.until_age_seconds is null then 1 else 0 end as smallint
    ) as bot_csat_den,
    cast(
        case
            when v.measure = 'bot_csat' and e.has_bot_leg and v.until_age_seconds is null and v.verdict = 'positive'
                then 1
            else 0
        end as smallint
    ) as bot_csat_num,
    cast(
        case when v.measure = 'company_score' and v.until_age_seconds is null then 1 else 0 end as smallint
    ) as company_score_den,
    cast(
        case
            when v.measure = 'company_score' and v.until_age_seconds is null and v.verdict = 'positive' then 1 else 0
        end as smallint
    ) as company_score_num
from int_rating_versions as v
inner join int_contact_ratings as e on e.contact_key = v.contact_key
inner join int_contacts as c on c.contact_key = v.contact_key
inner join int_contact_days as d on d.contact_key = v.contact_key
inner join int_sources as s on s.source = v.source
left join int_day_offsets as o
    on o.utc_day = cast(v.rated_at as date) and v.rated_at >= o.from_utc and v.rated_at < o.until_utc
where v.verdict is not null
