-- One row is one customer turn that waits, asked within a human leg: until the next public human reply.
-- grain: asked_row_id
-- A transfer between humans does not end a turn. gap_end: answered, no_reply (the contact ended), waiting (seconds so far).
with turns as (
    select
        t.contact_key,
        t.leg_number,
        t.row_id as asked_row_id,
        t.at as asked_at,
        t.next_reply_at
    from int_contact_steps as t
    inner join int_legs as g on g.contact_key = t.contact_key and g.leg_number = t.leg_number
    left join int_legs as b on b.contact_key = t.contact_key and b.leg_number = t.asked_before_in_leg
    -- asked again in the next human leg it is still the same turn; asked of a bot before, it begins with the human leg
    where t.is_turn_start and g.handler = 'human' and coalesce(b.handler, 'bot') = 'bot'
)

select
    t.contact_key,
    t.leg_number,
    t.asked_row_id,
    t.asked_at,
    t.next_reply_at as answered_at,
    case
        when t.next_reply_at is not null then date_diff('second', t.asked_at, t.next_reply_at)
        when coalesce(c.ended_at, s.data_through) > t.asked_at
            then date_diff('second', t.asked_at, coalesce(c.ended_at, s.data_through))
        else 0
    end as response_gap_seconds,
    case when t.next_reply_at is not null then 'answered' when c.ended_at is not null then 'no_reply' else 'waiting' end
        as gap_end
from turns as t
inner join int_contacts as c on c.contact_key = t.contact_key
inner join int_sources as s on s.source = c.source
