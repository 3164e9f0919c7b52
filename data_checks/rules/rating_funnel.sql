-- One row is a contact that was rated without being invited, or is both rated and unrated, or neither.
-- grain: contact_id
select
    r.source,
    r.contact_id,
    r.rating_coverage_den,
    r.rating_coverage_num,
    r.non_rating_rate_num,
    r.invite_rate_num,
    r.response_rate_den,
    r.response_rate_num
from mart_contacts as r
where
    r.rating_coverage_num + r.non_rating_rate_num <> r.rating_coverage_den
    or r.response_rate_den <> r.invite_rate_num
    or r.response_rate_num > r.rating_coverage_num
    or r.csat_den > r.rating_coverage_den
