-- One row is one message of one contact: the one place where messages are kept beside the batches, without their text.
-- grain: contact_key, ordinal
with placed as (
    select
        l.contact_key,
        l.leg_number,
        m.ticket_key,
        m.row_id,
        m.sent_at as at,
        m.seq,
        m.author_type,
        -- who wrote matters for humans only: the others' ids would double what a row weighs
        case when m.author_type = 'human' then m.author_id end as author_id,
        m.is_public,
        m.body_hash,
        m.useful_vote
    from stg_messages as m
    inner join int_leg_spans as l
        on l.ticket_key = m.ticket_key
        and (
            l.from_at is null
            or m.sent_at > l.from_at
            or m.sent_at = l.from_at and (l.is_from_sharp or m.author_type = 'human')
        )
        and (
            l.to_at is null
            or m.sent_at < l.to_at
            or m.sent_at = l.to_at and not l.is_to_sharp and m.author_type <> 'human'
        )
)

select
    p.contact_key,
    p.ticket_key,
    p.row_id,
    p.at,
    cast(row_number() over (
        partition by p.contact_key order by p.at nulls first, p.seq nulls first, p.row_id nulls first
    ) as integer) as ordinal,
    p.author_type,
    p.author_id,
    p.is_public,
    w.row_id is not null and p.author_type = 'customer' as is_thanks_only,
    p.body_hash,
    p.useful_vote,
    p.leg_number
from placed as p
left join message_words as w on w.row_id = p.row_id and w.list = 'thanks_only'
