-- One row is one asking after the fact about one ended contact, with its answer read on its scale.
-- grain: row_id
with asked as (
    select
        f.row_id,
        f.source,
        f.ticket_key,
        f.ticket_id,
        f.drawn_at,
        f.ended_at,
        f.asked_at,
        f.answered_at,
        f.value_raw,
        coalesce(f.scale, 'default') as scale,
        f.mode,
        f.asked_by,
        f.frame
    from stg_follow_ups as f
),

-- Asked about is the contact whose ending lies nearest to the one named; where none is named, the last that had ended
-- when the customer was drawn.
possible as (
    select
        a.row_id,
        c.contact_key,
        abs(date_diff('second', c.recorded_at, coalesce(a.ended_at, a.drawn_at))) as apart_seconds
    from asked as a
    inner join int_contact_tickets as k on k.ticket_key = a.ticket_key
    inner join int_contacts as c on c.contact_key = k.contact_key
    where c.recorded_at is not null
        and not c.is_excluded
        and (a.ended_at is not null or c.recorded_at <= a.drawn_at)
),

placed as (
    select p.row_id, p.contact_key
    from possible as p
    qualify row_number() over (
        partition by p.row_id order by p.apart_seconds nulls last, p.contact_key nulls last
    ) = 1
),

-- Who had served the contact, by its legs or as the one rated.
served as (
    select distinct g.contact_key, g.agent_id
    from int_legs as g
    where g.handler = 'human' and g.agent_id is not null
    union
    select r.contact_key, r.rated_agent_id as agent_id
    from int_contact_ratings as r
    where r.rated_agent_id is not null
),

-- Read as ratings are: a number, or a label as the level at its place in the list.
measured as (
    select
        a.row_id,
        p.contact_key,
        a.source,
        a.ticket_id,
        a.drawn_at,
        a.asked_at,
        a.answered_at,
        a.value_raw,
        a.scale,
        a.mode,
        a.asked_by,
        a.frame,
        s.lowest,
        s.highest,
        s.positive_from,
        s.negative_to,
        coalesce(
            try_cast(a.value_raw as double),
            case when strpos('|' || s.labels || '|', '|' || a.value_raw || '|') > 0 then
                s.lowest + length(substr(s.labels, 1, strpos('|' || s.labels || '|', '|' || a.value_raw || '|') - 1))
                - length(replace(
                    substr(s.labels, 1, strpos('|' || s.labels || '|', '|' || a.value_raw || '|') - 1), '|', ''
                ))
            end
        ) as value_read
    from asked as a
    inner join placed as p on p.row_id = a.row_id
    left join int_rating_scales as s on s.source = a.source and s.scale = a.scale
),

judged as (
    select
        m.row_id,
        m.contact_key,
        m.source,
        m.ticket_id,
        m.drawn_at,
        m.asked_at,
        m.answered_at,
        m.value_raw,
        m.scale,
        m.mode,
        m.asked_by,
        m.frame,
        case when m.value_read between m.lowest and m.highest then m.value_read end as value,
        case
            when not coalesce(m.value_read between m.lowest and m.highest, false) then null
            when m.value_read >= m.positive_from then 'positive'
            when m.negative_to is null or m.value_read <= m.negative_to then 'negative'
            else 'neutral'
        end as verdict
    from measured as m
)

select
    j.row_id,
    j.contact_key,
    j.source,
    j.ticket_id,
    j.drawn_at,
    j.asked_at,
    j.answered_at,
    j.value_raw,
    j.scale,
    j.value,
    j.verdict,
    j.verdict = 'positive' as is_positive,
    j.mode,
    j.asked_by,
    case when j.asked_by is not null then v.agent_id is not null end as is_by_the_same_agent,
    j.asked_at >= j.drawn_at and j.asked_at <= j.drawn_at + interval '72' hour as is_in_time,
    j.frame
from judged as j
left join served as v on v.contact_key = j.contact_key and v.agent_id = j.asked_by
