-- One row is the contacts, where more than one in five is left out.
-- grain: record
select
    c.record,
    sum(c.row_count) filter (where c.layer = 'left out') as left_out,
    sum(c.row_count) filter (where c.layer = 'models') as contacts
from mart_conservation as c
where c.record = 'contacts'
group by c.record
having sum(c.row_count) filter (where c.layer = 'left out') * 5 > sum(c.row_count) filter (where c.layer = 'models')
