-- One row is one contact: from an opening to its ending, over one or several linked tickets.
-- grain: contact_key
-- What describes it comes from the root ticket; when the customer comes back on an ended ticket, number counts on.
with spans as (
    select
        row_number() over (
            order by s.opened_at nulls first, s.root_ticket_key nulls first, s.number nulls first
        ) as contact_key,
        s.root_ticket_key,
        s.number,
        s.ticket_key,
        s.opened_at,
        s.recorded_at,
        s.ended_at,
        s.next_opened_at,
        s.ended_by,
        s.done_again_count,
        s.thanks_after_count,
        s.is_return_flagged
    from int_contact_spans as s
)

select
    s.contact_key,
    t.source,
    k.namespace,
    t.ticket_id || '#' || cast(s.number as string) as contact_id,
    s.root_ticket_key,
    t.ticket_id as root_ticket_id,
    s.number,
    s.ticket_key,
    t.customer_id,
    c.customer_key,
    c.customer_key is not null and not c.is_shared and not c.is_anonymous as is_identified,
    c.segment,
    case
        when s.number > 1 then 'customer'
        when t.initiated_by is not null then t.initiated_by
        when f.author_type = 'human' then 'agent'
        -- a chat's bot greets whoever comes in: the customer's coming is what opened it
        when f.author_type = 'bot' and k.first_customer_at is not null
            and (k.first_human_at is null or k.first_customer_at <= k.first_human_at) then 'customer'
        else coalesce(f.author_type, 'unknown')
    end as initiated_by,
    s.opened_at,
    s.recorded_at,
    s.ended_at,
    s.next_opened_at,
    s.ended_by,
    s.recorded_at is null and not h.is_untimed as is_open,
    s.done_again_count,
    s.thanks_after_count,
    s.is_return_flagged,
    t.channel,
    t.language,
    t.entry_point,
    t.product,
    t.priority,
    t.issue_category,
    i.issue_family,
    i.issue_1,
    i.issue_2,
    i.issue_3,
    k.exclude_reason is not null as is_excluded,
    k.exclude_reason
from spans as s
inner join stg_tickets as t on t.ticket_key = s.root_ticket_key
inner join int_tickets as k on k.ticket_key = s.root_ticket_key
inner join int_chains as h on h.root_ticket_key = s.root_ticket_key
left join int_customers as c on c.namespace = k.namespace and c.customer_id = k.customer_id
left join int_first_speakers as f on f.ticket_key = s.root_ticket_key
left join int_issues as i on i.issue_category = t.issue_category
