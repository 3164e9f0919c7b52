"""Which tables can be taken away, one per unit, and what stands in each for every share and mean of that unit?"""

from dataclasses import dataclass

from lodestar.errors import LodestarError, nearest
from lodestar.metrics.catalogue import Catalogue, Metric
from lodestar.metrics.expression import Made
from lodestar.metrics.mart import Mart

SUMMED = ("ratio", "mean")


@dataclass(frozen=True)
class Table:
    """One table: the mart's name of it, and the days it can be chosen by, the usual one first."""

    relation: str
    days: tuple[str, ...]

    def day(self, wanted: str | None) -> str:
        """Return the column of the day meant by opened, ended ... Raises LodestarError where there is no such day."""
        if wanted is None:
            return self.days[0]
        if f"{wanted}_on" not in self.days:
            known = ", ".join(day.removesuffix("_on") for day in self.days)
            raise LodestarError(f"These rows have no day {wanted!r} to choose by: there is {known}.")
        return f"{wanted}_on"


TABLES = {
    "contacts": Table("mart_contacts", ("opened_on", "ended_on")),
    "tickets": Table("mart_tickets", ("created_on",)),
    "legs": Table("mart_legs", ("opened_on",)),
    "turns": Table("mart_turns", ("asked_on",)),
    "ola": Table("mart_ola", ("due_on",)),
    "signals": Table("mart_signals", ("opened_on",)),
    "ratings": Table("mart_ratings", ("rated_on", "ended_on")),
    "agent_days": Table("mart_agent_days", ("worked_on",)),
    "cost_days": Table("mart_cost_days", ("cost_on",)),
    "vendor_metrics": Table("mart_vendor_metrics", ("created_on",)),
    "estimates": Table("mart_estimates", ("week_on",)),
    "signal_worth": Table("mart_signal_worth", ("week_on",)),
}


def find_table(name: str) -> Table:
    """Return a table. Raises LodestarError with the nearest name."""
    if name not in TABLES:
        raise LodestarError(
            f"There is no table {name!r} to export.{nearest(name, TABLES)} There are: {', '.join(TABLES)}."
        )
    return TABLES[name]


def table_of(metric: Metric) -> str:
    """Return the name of the table that holds the rows a metric is counted from."""
    return next(name for name, table in TABLES.items() if table.relation == metric.mart)


def summed_columns(mart: Mart, catalogue: Catalogue, relation: str) -> dict[str, str]:
    """Return `<id>_den` and `<id>_num` of every share and mean counted on a relation, as SQL over its alias m.

    Both are empty while pending, and 0 where the row has no day that the number goes by: so the sum of one over the sum
    of the other is the number, and the empty ones are its pending, whatever else is filtered. A number whose columns a
    mart built earlier does not hold yet is left out.
    """
    columns = {}
    own = mart.columns(relation)
    for metric in catalogue.metrics.values():
        if metric.kind in SUMMED and metric.mart == relation and metric.reads <= own:
            for part, column in (("den", metric.denominator), ("num", metric.numerator)):
                columns[f"{metric.id}_{part}"] = f"case when m.{metric.day} is null then 0 else m.{column} end"
    return columns


def made_columns(mart: Mart, catalogue: Catalogue, relation: str) -> list[Made]:
    """Return the columns that files of metrics make over a relation, from columns it holds."""
    own = mart.columns(relation)
    of_relation = (metric for metric in catalogue.metrics.values() if metric.mart == relation and metric.reads <= own)
    return [made for metric in of_relation for made in metric.made_of_rows]
