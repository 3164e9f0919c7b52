-- One row is a key of mart_ratings that stands there more than once.
-- grain: row_id
select r.row_id, count(*) as copies
from mart_ratings as r
group by r.row_id
having count(*) > 1
