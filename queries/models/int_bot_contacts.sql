-- One row is one contact with a bot leg: what became of it (the first outcome that applies), why it was handed on.
-- grain: contact_key
with bot_legs as (
    select
        g.contact_key,
        min(g.leg_number) filter (where g.handler = 'bot') as first_bot_leg,
        max(g.leg_number) filter (where g.handler = 'human' and g.has_human_action) as last_human_leg,
        min(coalesce(g.first_human_action_at, g.started_at)) filter (
            where g.handler = 'human' and g.has_human_action
        ) as first_human_at,
        bool_or(g.handler = 'bot' and g.is_real) as has_real_bot_leg
    from int_legs as g
    group by g.contact_key
),

-- As for returns: watched from the recorded ending, after inactivity from the last word.
windows as (
    select
        c.contact_key,
        c.ended_at,
        case when c.ended_by = 'inactivity' then c.ended_at else c.recorded_at end
            + p.bot_return_hours * interval '1' hour as watched_until
    from int_contacts as c
    cross join settings as p
),

bots as (
    select
        c.contact_key,
        s.has_messages,
        b.has_real_bot_leg or not s.has_messages as is_counted,
        coalesce(b.last_human_leg > b.first_bot_leg, false) as is_taken_over,
        b.first_human_at,
        coalesce(i.watched_until <= s.window_through, false) as is_matured,
        k.handoff_started_at,
        k.handoff_reason,
        -- Once a human has acted, asking for one is no request to the bot any more.
        case when b.first_human_at is null or w.first_at <= b.first_human_at then w.first_at end as asked_in_words_at,
        k.handoff_requested_at,
        coalesce(n.opened_at > i.ended_at and n.opened_at <= i.watched_until, false) as is_back,
        coalesce(v.votes_down, 0) as votes_down,
        coalesce(v.votes_up, 0) as votes_up,
        coalesce(r.bot_negatives, 0) as bad_ratings,
        coalesce(r.bot_positives, 0) as good_ratings,
        coalesce(r.answers_no, 0) as answers_no,
        coalesce(r.answers_yes, 0) as answers_yes,
        coalesce(t.is_base_7d, false) as is_return_seen
    from int_contacts as c
    inner join windows as i on i.contact_key = c.contact_key
    inner join int_sources as s on s.source = c.source
    inner join bot_legs as b on b.contact_key = c.contact_key
    left join int_contact_marks as k on k.contact_key = c.contact_key
    left join int_contact_words as w on w.contact_key = c.contact_key and w.list = 'ask_human'
    left join int_contact_voice as v on v.contact_key = c.contact_key
    left join int_contact_ratings as r on r.contact_key = c.contact_key
    left join int_returns as t on t.contact_key = c.contact_key
    left join int_contacts as n on n.contact_key = t.next_contact_key
    where b.first_bot_leg is not null and not c.is_excluded
),

asked as (
    select
        b.contact_key,
        case
            when b.handoff_requested_at is null or b.asked_in_words_at < b.handoff_requested_at then b.asked_in_words_at
            else b.handoff_requested_at
        end as asked_at
    from bots as b
    where b.asked_in_words_at is not null or b.handoff_requested_at is not null
),

-- A turn is what the customer says without anybody answering in between.
spoken as (
    select
        m.contact_key,
        m.author_type,
        lag(m.author_type) over (partition by m.contact_key order by m.ordinal asc nulls last) as author_before
    from int_contact_messages as m
    inner join asked as a on a.contact_key = m.contact_key
    where m.is_public and m.author_type <> 'system' and m.at <= a.asked_at
),

turns as (
    select
        k.contact_key,
        count(*) filter (where k.author_type = 'customer' and coalesce(k.author_before, '') <> 'customer') as turns
    from spoken as k
    group by k.contact_key
),

judged as (
    select
        b.contact_key,
        b.is_counted,
        b.is_matured,
        b.is_taken_over,
        case when b.is_taken_over then b.first_human_at end as taken_over_at,
        b.is_return_seen,
        not b.has_messages as is_without_messages,
        a.asked_at,
        b.is_taken_over or b.handoff_started_at is not null or a.asked_at is not null as is_requested,
        case
            when not b.is_counted then null
            when not b.is_matured then 'pending'
            when b.is_taken_over then 'handed'
            when b.handoff_started_at is not null or a.asked_at is not null then 'failed'
            when b.is_back then 'returned'
            when b.bad_ratings > 0 or b.answers_no > 0 or b.votes_down > 0 then 'denied'
            when b.good_ratings > 0 or b.answers_yes > 0 or b.votes_up > 0 then 'confirmed'
            else 'silent'
        end as bot_outcome,
        case
            when b.handoff_reason = 'rule' then 'rule'
            when b.handoff_reason = 'bot_failed' then 'bot_failed'
            when a.asked_at is null or not b.has_messages then 'unknown'
            when coalesce(u.turns, 0) <= 2 then 'asked_at_once'
            else 'asked_after_attempt'
        end as cause
    from bots as b
    left join asked as a on a.contact_key = b.contact_key
    left join turns as u on u.contact_key = b.contact_key
)

select
    j.contact_key,
    j.is_counted,
    not j.is_counted as is_greeting_only,
    j.is_without_messages,
    j.asked_at as asked_human_at,
    j.is_taken_over,
    j.taken_over_at,
    j.is_requested,
    j.is_return_seen,
    j.bot_outcome,
    case when j.bot_outcome in ('handed', 'failed') then j.cause end as bot_cause
from judged as j
