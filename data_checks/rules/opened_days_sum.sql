-- One row is a sum over the contacts by their day of opening that the table of days holds differently.
-- grain: measure
-- Every denominator and numerator that both tables have; a day that could not be told is in neither.
with fact as (
    select sum(columns('_(den|num)$'))
    from mart_contacts
    where opened_on is not null
),

marginals as (
    select sum(columns('_(den|num)$'))
    from mart_opened_days
),

fact_sums as (
    unpivot fact on columns(*) into name measure value total
),

marginal_sums as (
    unpivot marginals on columns(*) into name measure value total
)

select f.measure, f.total as in_contacts, m.total as in_days
from fact_sums as f
full outer join marginal_sums as m on m.measure = f.measure
where f.total is distinct from m.total
