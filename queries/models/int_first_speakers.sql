-- One row is one ticket with public messages: who spoke first, which tells who opened it where the source does not.
-- grain: ticket_key
-- Where two sides spoke in the first second, seq decides; only those tickets are looked at message by message.
with firsts as (
    select
        t.ticket_key,
        t.first_customer_at,
        t.first_human_at,
        t.first_bot_at,
        t.first_system_at,
        case
            when t.first_system_at is null then t.first_public_at
            when t.first_public_at < t.first_system_at then t.first_public_at
            else t.first_system_at
        end as first_at
    from int_tickets as t
    where coalesce(t.first_public_at, t.first_system_at) is not null
),

sides as (
    select
        f.ticket_key,
        f.first_at,
        case when f.first_customer_at = f.first_at then 1 else 0 end
        + case when f.first_human_at = f.first_at then 1 else 0 end
        + case when f.first_bot_at = f.first_at then 1 else 0 end
        + case when f.first_system_at = f.first_at then 1 else 0 end as sides,
        case
            when f.first_customer_at = f.first_at then 'customer'
            when f.first_human_at = f.first_at then 'human'
            when f.first_bot_at = f.first_at then 'bot'
            else 'system'
        end as author_type
    from firsts as f
),

tied as (
    select m.ticket_key, m.author_type
    from sides as s
    inner join stg_messages as m on m.ticket_key = s.ticket_key and m.sent_at = s.first_at
    where s.sides > 1 and m.is_public
    qualify row_number() over (
        partition by m.ticket_key order by m.seq nulls first, m.row_id nulls first
    ) = 1
)

select s.ticket_key, coalesce(t.author_type, s.author_type) as author_type
from sides as s
left join tied as t on t.ticket_key = s.ticket_key
