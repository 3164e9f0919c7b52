"""From bot to human: how many asked, and how many of those got somebody?"""

import polars as pl

from lodestar.metrics.answer import ask
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question

STAGES = ("bot", "asked", "handed")


def handoff_stages(mart: Mart, question: Question) -> pl.DataFrame:
    """Return the matured bot contacts that reached each stage, for the days and filters of the question.

    One row per stage (bot: all, asked: asked for a human or a handoff was started, handed: a human took over): stage,
    contacts, of_all (share of all), of_before (share of the stage before it). No rows where there is no bot contact.
    """
    asked, bot = _counts(mart, question, "handoff_request_rate")
    handed, _ = _counts(mart, question, "handoff_success_rate")
    reached = dict(zip(STAGES, (bot, asked, handed), strict=True)) if bot else {}
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
