-- One row is a key of mart_turns that stands there more than once.
-- grain: asked_row_id
select r.asked_row_id, count(*) as copies
from mart_turns as r
group by r.asked_row_id
having count(*) > 1
