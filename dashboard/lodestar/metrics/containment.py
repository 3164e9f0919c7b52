"""Of what stayed with the bot and did not come back, how much was confirmed and how much is silence?"""

from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.found import Found, find
from lodestar.metrics.mart import Mart
from lodestar.metrics.maturity import incomplete_sql
from lodestar.metrics.question import Question
from lodestar.metrics.selection import Fact, select_rows
from lodestar.metrics.statement import Statement
from lodestar.metrics.tail_sql import finish

CONTAINMENT = "no_return_containment"
PARTS = ("confirmed", "silent")


def containment(mart: Mart, question: Question) -> Found:
    """Return the containment rate of a question in its two parts; `question` asks for no_return_containment.

    Per group, in order: the groups, confirmed, silent (shares of n that sum to the rate), value, n, pending,
    is_incomplete. A group in which nothing has matured has no shares.
    """
    catalogue = load_catalogue()
    metric = catalogue.metric(CONTAINMENT)
    statement = Statement(f"{metric.id} in its two parts: {metric.en.label}")
    fact = Fact.of(mart, metric)
    columns = {"num": f"m.{metric.numerator}", "den": f"m.{metric.denominator}", "outcome": "m.bot_outcome"}
    selected = select_rows(statement, mart, catalogue, fact, question, columns)
    confirmed, silent = (f"cast(sum(num) filter (where outcome = '{part}') as bigint)" for part in PARTS)
    statement.step(
        "totals",
        f"select\n    {selected.keys}coalesce({confirmed}, 0) as confirmed,\n    coalesce({silent}, 0) as silent,\n"
        "    coalesce(cast(sum(den) as bigint), 0) as n,\n    count(*) - count(den) as pending,\n"
        f"    {selected.period_end} as period_end\nfrom selected{selected.group_by}",
    )
    shares = {
        "confirmed": "confirmed / nullif(n, 0)",
        "silent": "silent / nullif(n, 0)",
        "value": "(confirmed + silent) / nullif(n, 0)",
    }
    columns = shares | {"n": "n", "pending": "pending"}
    finish(statement, selected, columns, incomplete_sql(statement, mart, metric, question), "totals")
    return find(mart, statement)
