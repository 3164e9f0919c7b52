-- One row is one ticket that has messages: how many, and when each side first and last spoke in public.
-- grain: ticket_key
-- One pass over all messages. Automatic notices (author_type system) are nobody speaking.
with spoken as (
    select
        m.ticket_key,
        m.sent_at as at,
        case when m.is_public then m.author_type else 'nobody' end as author_type,
        w.row_id is not null and m.author_type = 'customer' and m.is_public as is_thanks_only
    from stg_messages as m
    left join message_words as w on w.row_id = m.row_id and w.list = 'thanks_only'
)

select
    s.ticket_key,
    count(*) as messages,
    min(s.at) filter (where s.author_type in ('customer', 'human', 'bot')) as first_public_at,
    min(s.at) filter (where s.author_type = 'customer') as first_customer_at,
    min(s.at) filter (where s.author_type = 'human') as first_human_at,
    min(s.at) filter (where s.author_type = 'bot') as first_bot_at,
    min(s.at) filter (where s.author_type = 'system') as first_system_at,
    max(s.at) filter (where s.author_type in ('customer', 'human', 'bot')) as last_public_at,
    max(s.at) filter (where s.author_type = 'customer' and not s.is_thanks_only) as last_customer_at,
    max(s.at) filter (where s.author_type in ('human', 'bot')) as last_ours_at,
    min(s.at) filter (where s.is_thanks_only) as first_thanks_at,
    max(s.at) filter (where s.is_thanks_only) as last_thanks_at,
    count(*) filter (where s.is_thanks_only) as thanks_count
from spoken as s
group by s.ticket_key
