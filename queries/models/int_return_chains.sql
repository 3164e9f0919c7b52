-- One row is one contact with which a customer came back: how many returns on end led up to it, itself included.
-- grain: contact_key
-- 3 stands for three and more. A return follows an ending that lies before it, so a chain cannot run in a circle.
select
    p.return_contact_key as contact_key,
    case
        when b.contact_key is not null then 3
        when a.contact_key is not null then 2
        else 1
    end as returns_before
from int_return_pairs as p
left join int_return_pairs as a on a.return_contact_key = p.contact_key
left join int_return_pairs as b on b.return_contact_key = a.contact_key
