"""How much comes in and how much is finished? Contacts opened and ended per period, as the backlog counts them."""

from lodestar.metrics.backlog_sql import KNOWN
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.found import Found, find
from lodestar.metrics.mart import Mart
from lodestar.metrics.maturity import incomplete_sql
from lodestar.metrics.question import Question
from lodestar.metrics.selection import Fact, Selected, period_end, select_rows
from lodestar.metrics.statement import Statement


def flow(mart: Mart, question: Question) -> Found:
    """Return the contacts opened and ended, each by its own day, whoever opened them, for a question of the backlog.

    Per period (and group), in that order: opened, ended, is_incomplete. Opened less ended is by how much the backlog
    grew in the period.
    """
    catalogue = load_catalogue()
    metric = catalogue.metric(question.metric)
    statement = Statement(f"opened and ended: {metric.en.label}")
    selected = Selected((), "")
    for name, day in (("opened", "opened_on"), ("ended", "ended_on")):
        fact = Fact(mart, metric.mart, day, metric.id, clock="opened")
        columns = {"opened": str(int(name == "opened")), "ended": str(int(name == "ended"))}
        selected = select_rows(statement, mart, catalogue, fact, question, columns, name=f"who_{name}", only=KNOWN)
    keys = selected.keys
    both = " union all ".join(f"select {keys}on_day, opened, ended from who_{name}" for name in ("opened", "ended"))
    statement.step("moved", both)
    statement.step(
        "measured",
        f"select {keys}cast(sum(opened) as bigint) as opened, cast(sum(ended) as bigint) as ended,\n"
        f"    {period_end(question)} as period_end\nfrom moved{selected.group_by}",
    )
    is_incomplete = incomplete_sql(statement, mart, metric, question)
    statement.finish(
        f"select {keys}opened, ended, {is_incomplete} as is_incomplete\nfrom measured\nwhere opened + ended > 0"
        + selected.order_by
    )
    return find(mart, statement)
