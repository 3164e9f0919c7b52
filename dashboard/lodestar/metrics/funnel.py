"""From all who could rate to those who said they were satisfied: who was lost on the way?"""

import polars as pl

from lodestar.metrics.answer import ask
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question

STAGES = ("eligible", "invited", "rated", "satisfied")


def rating_funnel(mart: Mart, question: Question) -> pl.DataFrame:
    """Return the contacts that reached each stage, for the days and filters of the question.

    One row per stage: stage, contacts, of_all (share of the eligible), of_before (share of the stage before it). The
    invited stand in it only where every eligible contact is of a source that records invitations; no rows where
    nothing is eligible or ratings are not known.
    """
    asked = {name: _counts(mart, question, name) for name in ("rating_coverage", "invite_rate", "csat")}
    (rated, eligible), (invited, could_be_invited) = asked["rating_coverage"], asked["invite_rate"]
    reached = {"eligible": eligible, "invited": invited, "rated": rated, "satisfied": asked["csat"][0]}
    if could_be_invited != eligible:
        del reached["invited"]
    if not eligible:
        reached = {}
    contacts = pl.Series("contacts", list(reached.values()), dtype=pl.Int64)
    return pl.DataFrame({"stage": list(reached), "contacts": contacts}, schema_overrides={"stage": pl.String}).select(
        "stage",
        "contacts",
        of_all=pl.col("contacts") / pl.col("contacts").first(),
        of_before=pl.when(pl.col("contacts").shift() > 0).then(pl.col("contacts") / pl.col("contacts").shift()),
    )


def _counts(mart: Mart, question: Question, metric: str) -> tuple[int, int]:
    """Return numerator and n of one metric over the same days and filters; 0 where there is nothing."""
    plain = Question(metric, where=question.where, first_day=question.first_day, last_day=question.last_day)
    rows = ask(mart, plain).rows
    return (0, 0) if rows.is_empty() else (int(rows["numerator"][0]), int(rows["n"][0]))
