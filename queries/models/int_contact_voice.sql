-- One row is one contact with messages: how often each side spoke, who spoke last, and the votes given.
-- grain: contact_key
select
    m.contact_key,
    count(*) filter (where m.author_type = 'customer') as customer_messages,
    count(*) filter (where m.author_type in ('human', 'bot')) as replies,
    min(m.ordinal) filter (where m.author_type in ('human', 'bot')) as first_reply_ordinal,
    max(m.ordinal) filter (where m.author_type in ('human', 'bot')) as last_reply_ordinal,
    -- Thanks wait for no answer; a message of the system (a closing note, a survey) answers nothing.
    max(m.ordinal) filter (where m.author_type = 'customer' and not m.is_thanks_only) as last_question_ordinal,
    max(m.at) filter (where m.author_type = 'customer' and not m.is_thanks_only) as last_question_at,
    count(*) filter (where m.useful_vote = -1) as votes_down,
    count(*) filter (where m.useful_vote = 1) as votes_up
from int_contact_messages as m
where m.is_public
group by m.contact_key
