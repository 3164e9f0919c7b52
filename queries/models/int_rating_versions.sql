-- One row is one version of one invitation or rating, with the contact it speaks of, whom it rates and who then served.
-- grain: row_id
with placed as (
    select
        v.row_id,
        t.contact_key,
        c.opened_at,
        c.recorded_at,
        -- The contact that was going on, or had last been going on, when the customer was asked.
        row_number() over (
            partition by v.row_id
            order by
                (c.opened_at <= coalesce(v.invited_at, v.rated_at, c.opened_at)) desc nulls last,
                case when c.opened_at <= coalesce(v.invited_at, v.rated_at, c.opened_at) then c.opened_at end
                    desc nulls last,
                c.opened_at asc nulls last,
                c.contact_key asc nulls last
        ) as place
    from int_rating_values as v
    inner join int_contact_tickets as t on t.ticket_key = v.ticket_key
    inner join int_contacts as c on c.contact_key = t.contact_key
),

last_humans as (
    select
        v.row_id,
        g.agent_id
    from int_rating_values as v
    inner join placed as p on p.row_id = v.row_id and p.place = 1
    inner join int_legs as g on g.contact_key = p.contact_key
    where g.handler = 'human'
        and g.has_human_action
        and g.agent_id is not null
        and (v.rated_at is null or g.first_human_action_at is null or g.first_human_action_at <= v.rated_at)
    qualify row_number() over (
        partition by v.row_id order by g.started_at desc nulls last, g.leg_number desc nulls last
    ) = 1
),

described as (
    select
        v.row_id,
        p.contact_key,
        p.recorded_at,
        v.source,
        v.ticket_key,
        v.rating_id,
        v.invited_at,
        v.rated_at,
        v.value_raw,
        v.scale,
        v.kind,
        v.value,
        v.levels,
        v.verdict,
        v.is_newest,
        v.resolved_by_customer,
        coalesce(
            v.rated_subject,
            case
                when v.kind = 'nps' then 'company'
                when l.has_human_leg then 'human'
                when l.has_bot_leg then 'bot'
                else 'human'
            end
        ) as subject,
        v.agent_id as named_agent_id,
        h.agent_id as last_agent_id
    from int_rating_values as v
    inner join placed as p on p.row_id = v.row_id and p.place = 1
    left join int_contact_legs as l on l.contact_key = p.contact_key
    left join last_humans as h on h.row_id = v.row_id
)

select
    d.row_id,
    d.contact_key,
    d.source,
    d.ticket_key,
    d.rating_id,
    d.invited_at,
    d.rated_at,
    date_diff('second', d.recorded_at, d.rated_at) as age_seconds,
    d.value_raw,
    d.scale,
    d.kind,
    d.value,
    d.levels,
    d.verdict,
    d.is_newest,
    d.resolved_by_customer,
    d.subject,
    -- Without a name, the human who served last before the rating; a bot or the company is rated as nobody's.
    coalesce(d.named_agent_id, case when d.subject = 'human' then d.last_agent_id end) as rated_agent_id,
    -- The rates these versions speak for; other kinds (effort, usefulness) are kept and counted beside.
    case
        when d.subject = 'company' then 'company_score'
        when coalesce(d.kind, 'csat') <> 'csat' then null
        when d.subject = 'bot' then 'bot_csat'
        else 'csat'
    end as measure,
    -- Until which age this version holds: the next one's moment. A version without a time gives way to a timed one, and,
    -- at every age, to a later one without a time: else both would count.
    case when d.verdict is not null then lead(coalesce(date_diff('second', d.recorded_at, d.rated_at), 0)) over (
        partition by
            d.contact_key, d.subject, case when d.subject <> 'company' then d.kind end, d.verdict is null
        order by d.rated_at asc nulls first, d.row_id asc nulls last
    ) end as until_age_seconds
from described as d
