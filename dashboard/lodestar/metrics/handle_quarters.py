"""Does longer work on a contact go along with more or less satisfaction, among contacts of the same kind?

Never a cause: what takes long may be hard, and hard contacts may please less however they are served.
"""

from lodestar.metrics.catalogue import Catalogue, Metric, load_catalogue
from lodestar.metrics.effects import cluster_kinds
from lodestar.metrics.found import Found, find
from lodestar.metrics.mart import Mart
from lodestar.metrics.maturity import incomplete_sql
from lodestar.metrics.question import Question
from lodestar.metrics.rated_sql import LEVELS
from lodestar.metrics.ratio_sql import cluster_columns, measure
from lodestar.metrics.selection import Fact, Selected, select_rows
from lodestar.metrics.statement import Statement

QUARTERS = 4
KIND = ("channel", "issue_1", LEVELS)
"""Contacts of the same kind: channel, issue, and the number of levels they could be rated on."""


def satisfaction_by_handle_time(mart: Mart, question: Question, *, among_alike: bool = True) -> Found:
    """Return the share satisfied per quarter of the rated contacts from the shortest to the longest handle time.

    `among_alike`: contacts are put in quarters among those of their own kind only (KIND), so that every quarter holds
    the same mix of them; kinds with fewer than four are left out. One row per quarter (1 to 4), as in Answer.rows, with
    seconds, the median handle time of the quarter.
    """
    catalogue = load_catalogue()
    metric = catalogue.metric(question.metric)
    kinds = cluster_kinds(metric, ())
    statement = _quarters(mart, catalogue, metric, question, among_alike=among_alike)
    statement.step("times", "select quarter, median(seconds) as seconds\nfrom selected\ngroup by quarter")
    quarters = Selected(("quarter",), "max(on_day)")
    measure(statement, quarters, kinds, incomplete_sql(statement, mart, metric, question))
    shares = statement.keep("answered")
    statement.finish(
        f"select {shares}.*, times.seconds\nfrom {shares}\n{quarters.join(shares, 'times')}\norder by {shares}.quarter"
    )
    return find(mart, statement)


def _quarters(mart: Mart, catalogue: Catalogue, metric: Metric, question: Question, *, among_alike: bool) -> Statement:
    """Return a statement up to the step `selected`: num, den, clusters, seconds and quarter of each rated contact."""
    statement = Statement(f"{metric.id} by quarter of the handle time")
    fact = Fact.of(mart, metric, joined={LEVELS: "m.csat_levels"})
    columns = {name: fact.column(name) for name in KIND} | cluster_columns(fact, cluster_kinds(metric, ()))
    columns |= {
        "contact_key": "m.contact_key",
        "num": f"m.{metric.numerator}",
        "den": f"m.{metric.denominator}",
        "seconds": "m.handle_seconds",
    }
    only = f"m.{metric.denominator} = 1 and m.handle_seconds is not null"
    select_rows(statement, mart, catalogue, fact, question, columns, name="rated", only=only)
    alike = f"partition by {', '.join(KIND)}" if among_alike else ""
    statement.step(
        "selected",
        f"select *, ntile({QUARTERS}) over ({alike} order by seconds, contact_key) as quarter\nfrom rated\n"
        f"qualify count(*) over ({alike}) >= {QUARTERS}",
    )
    return statement
