-- One row is one version of one invitation or rating as given, with its value read on its scale.
-- grain: row_id
with kept as (
    select
        r._row_id as row_id,
        r.source,
        r.ticket_key,
        r.rating_id,
        r.invited_at,
        r.rated_at,
        r.value_raw,
        coalesce(r.scale, 'default') as scale,
        r.rated_subject,
        r.agent_id,
        r.resolved_by_customer,
        r._exported_at as exported_at,
        o.row_id is null as is_newest
    from raw_ratings as r
    left join superseded_ratings as o on o.row_id = r._row_id
),

-- An older version still says what was valid at an earlier age, as long as its ticket has a rating at all.
told as (
    select
        k.row_id,
        k.source,
        k.ticket_key,
        k.rating_id,
        k.invited_at,
        k.rated_at,
        k.value_raw,
        k.scale,
        k.rated_subject,
        k.agent_id,
        k.resolved_by_customer,
        k.is_newest
    from kept as k
    where k.is_newest or exists (
        select 1 from stg_ratings as n where n.ticket_key = k.ticket_key
    )
    -- The same moment told twice is one version: the newest telling.
    qualify row_number() over (
        partition by
            k.ticket_key, coalesce(k.rating_id, ''), k.rated_at, k.scale, coalesce(k.rated_subject, ''),
            k.value_raw is null
        order by k.is_newest desc nulls last, k.exported_at desc nulls last, k.row_id desc nulls last
    ) = 1
),

measured as (
    select
        t.row_id,
        t.source,
        t.ticket_key,
        t.rating_id,
        t.invited_at,
        t.rated_at,
        t.value_raw,
        t.scale,
        t.rated_subject,
        t.agent_id,
        t.resolved_by_customer,
        t.is_newest,
        s.kind,
        s.lowest,
        s.highest,
        s.positive_from,
        s.negative_to,
        -- Where labels are given, a label is the level at its place in the list.
        coalesce(
            try_cast(t.value_raw as double),
            case when strpos('|' || s.labels || '|', '|' || t.value_raw || '|') > 0 then
                s.lowest + length(substr(s.labels, 1, strpos('|' || s.labels || '|', '|' || t.value_raw || '|') - 1))
                - length(replace(
                    substr(s.labels, 1, strpos('|' || s.labels || '|', '|' || t.value_raw || '|') - 1), '|', ''
                ))
            end
        ) as value_read
    from told as t
    left join int_rating_scales as s on s.source = t.source and s.scale = t.scale
)

select
    m.row_id,
    m.source,
    m.ticket_key,
    m.rating_id,
    m.invited_at,
    m.rated_at,
    m.value_raw,
    m.scale,
    m.rated_subject,
    m.agent_id,
    m.resolved_by_customer,
    m.is_newest,
    m.kind,
    case when m.value_read between m.lowest and m.highest then m.value_read end as value,
    cast(m.highest - m.lowest + 1 as integer) as levels,
    case
        when not coalesce(m.value_read between m.lowest and m.highest, false) then null
        when m.value_read >= m.positive_from then 'positive'
        when m.negative_to is null or m.value_read <= m.negative_to then 'negative'
        else 'neutral'
    end as verdict
from measured as m
