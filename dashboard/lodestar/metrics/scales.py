"""May ratings on different scales stand in one figure? Only where every compared period has the same mix of them."""

from dataclasses import replace

import polars as pl

from lodestar.metrics.catalogue import Catalogue, Metric
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from lodestar.metrics.rated_sql import LEVELS, RATINGS, asks_for_levels, has_scale, rated_statement
from lodestar.metrics.statement import literal

# Scales 50 points of CSAT apart then move a pooled figure by one point at most.
SAME_MIX_WITHIN = 0.02
_ROUNDING = 1e-9


def apart(mart: Mart, catalogue: Catalogue, metric: Metric, question: Question) -> Question:
    """Return the question by number of levels too where its periods differ in their mix of scales; else as it is."""
    if question.grain is None or levels_apart(mart, catalogue, metric, (question,)) == ():
        return question
    return replace(question, by=(*question.by, LEVELS))


def levels_apart(mart: Mart, catalogue: Catalogue, metric: Metric, compared: tuple[Question, ...]) -> tuple[int, ...]:
    """Return the numbers of levels to be shown apart, fewest first; none where one figure may hold them all.

    Compared are all whole periods of all questions; one without a grain is one period.
    """
    if not has_scale(metric) or any(map(asks_for_levels, compared)) or not has_scales(mart, metric):
        return ()
    mixes = [_counts(mart, catalogue, metric, question, place) for place, question in enumerate(compared)]
    counts = pl.concat(mixes, how="vertical")
    shares = counts.with_columns(share=pl.col("n") / pl.col("n").sum().over("place", "period"))
    whole = shares.pivot("levels", index=["place", "period"], values="share").drop("place", "period").fill_null(0)
    differ = any(column.max() - column.min() > SAME_MIX_WITHIN + _ROUNDING for column in whole)  # type: ignore[operator]
    return tuple(sorted(counts["levels"].unique())) if differ else ()


def are_apart(rows: pl.DataFrame, *by: str) -> bool:
    """Say whether the groups of some dimensions differ in their mix of scales; `rows` are cut by them and by levels."""
    shares = rows.filter(pl.col("n") > 0).with_columns(share=pl.col("n") / pl.col("n").sum().over(by))
    whole = shares.pivot(LEVELS, index=by, values="share").drop(by).fill_null(0)
    return any(column.max() - column.min() > SAME_MIX_WITHIN + _ROUNDING for column in whole)  # type: ignore[operator]


def most_used(rows: pl.DataFrame) -> int:
    """Return the number of levels of the scale that most ratings stand on; `rows` are cut by levels."""
    return int(rows.group_by(LEVELS).agg(pl.col("n").sum()).sort("n", LEVELS)[LEVELS][-1])


def levels_of(question: Question) -> str | None:
    """Return the number of levels a question is confined to, if it is."""
    chosen = [value for c in question.where if c.dimension == LEVELS and not c.excludes for value in c.values]
    return chosen[0] if len(chosen) == 1 else None


def has_scales(mart: Mart, metric: Metric) -> bool:
    """Say whether the ratings a metric counts stand on scales of different numbers of levels at all."""
    sql = (
        f"select count(distinct {LEVELS}) > 1 as are_several from {RATINGS}"
        f" where measure = {literal(metric.rated_measure or '')} and is_counted"
    )
    return bool(mart.once(f"scales of {metric.id}", sql)["are_several"][0])


def _counts(mart: Mart, catalogue: Catalogue, metric: Metric, question: Question, place: int) -> pl.DataFrame:
    """Return place, period (null without a grain), levels and n of the whole periods of a question."""
    statement = rated_statement(mart, catalogue, metric, replace(question, by=(LEVELS,)))
    rows = mart.query(statement.text, statement.params).filter(pl.col("n") > 0, ~pl.col("is_incomplete"))
    period = pl.col("period") if question.grain else pl.lit(None, dtype=pl.Date)
    return rows.select(pl.lit(place).alias("place"), period.alias("period"), LEVELS, "n")
