"""How many gave each level of each rating scale?"""

import polars as pl

from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from lodestar.metrics.rated_sql import LEVELS, RATINGS, of_age, rated_contacts
from lodestar.metrics.selection import select_rows
from lodestar.metrics.statement import Statement, literal

LEVEL = ("scale", LEVELS, "value", "verdict")


def rating_levels(mart: Mart, question: Question) -> pl.DataFrame:
    """Return how the ratings behind a share of positive ratings spread over the levels of their scales.

    One row per scale and level that anybody ever gave, from the worst: scale, levels (how many it has), value, verdict,
    contacts, share of the scale's own ratings, of (those ratings). Scales nobody used in the period are left out. The
    contacts sum to the metric's n, the positive ones to its numerator.
    """
    catalogue = load_catalogue()
    metric = catalogue.metric(question.metric)
    statement = Statement(f"{metric.id}: how many of each level")
    fact = rated_contacts(mart, metric, question, ("scale", "value", "verdict"))
    columns = {name: f"r.{name}" for name in LEVEL}
    only = f"{metric.rated_among} and s.has_ratings and {of_age(mart, question)} and r.contact_key is not null"
    select_rows(statement, mart, catalogue, fact, question, columns, only=only)
    statement.finish(f"select {', '.join(LEVEL)}, count(*) as contacts\nfrom selected\ngroup by all")
    found = mart.query(statement.text, statement.params)
    used = pl.col("contacts").sum().over("scale", LEVELS)
    return (
        _known_levels(mart, metric.rated_measure or "")
        .join(found, on=list(LEVEL), how="left")
        .with_columns(pl.col("contacts").fill_null(0))
        .with_columns(of=used)
        .filter(pl.col("of") > 0)
        .with_columns(share=pl.col("contacts") / pl.col("of"))
        .sort(pl.col("of"), "scale", "value", descending=[True, False, False])
    )


def _known_levels(mart: Mart, measure: str) -> pl.DataFrame:
    sql = f"select distinct {', '.join(LEVEL)} from {RATINGS} where measure = {literal(measure)} and is_counted"
    return mart.once(f"levels of {measure}", sql)
