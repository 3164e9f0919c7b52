"""Which of the things customers want does the bot not settle?"""

import polars as pl

from lodestar.metrics.mart import Mart

INTENT, ISSUE = "intent", "issue_2"


def wanted_by(mart: Mart) -> str:
    """Return the dimension that says what a bot contact was about: the intent, else the issue where none is known."""
    if INTENT not in mart.columns("mart_contacts"):
        return ISSUE
    known = mart.once("intents", "select 1 from mart_contacts where intent is not null limit 1")
    return ISSUE if known.is_empty() else INTENT


def unsettled(contained: pl.DataFrame, by: str, most: int) -> pl.DataFrame:
    """Return the values with most bot contacts, the least settled first, then those too few to judge.

    `contained` are the rows of no_return_containment cut by `by`. Columns: `by`, n, unsettled (handed over, failed,
    returned or denied; a count), value (their share of n) with low and high (95 %), is_too_few.
    """
    shown_share = pl.when(~pl.col("is_too_few")).then(pl.col("value"))
    return (
        contained.filter(pl.col("n") > 0)
        .top_k(most, by=["n", "numerator"])
        .select(
            by,
            pl.col("n").cast(pl.Int64),
            unsettled=(pl.col("n") - pl.col("numerator")).cast(pl.Int64),
            value=1 - pl.col("value"),
            low=1 - pl.col("high"),
            high=1 - pl.col("low"),
            is_too_few="is_too_few",
        )
        .sort("is_too_few", shown_share, "n", by, descending=[False, True, True, False], nulls_last=True)
    )
