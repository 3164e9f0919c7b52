"""Who answers and who does not? Response by kind of contact, and raters against everybody. (L1)"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from lodestar.estimate.design import OTHERS, UNKNOWN, Column, Floats
from lodestar.estimate.learning import Bools

NEVER_ASKED_FROM = 20
BY_CHANCE = 0.001
ASKED_BY = ("source", "channel", "handled_by", "team")


def never_asked(contacts: pl.DataFrame) -> pl.DataFrame:
    """Return the strata (source, channel, handled_by, team) of which nobody was invited though invitations are known.

    One row per stratum with `contacts`; not one under twenty contacts, nor one so small that it was left out by chance.
    """
    known = contacts.filter(pl.col("is_invited").is_not_null())
    strata = known.group_by(ASKED_BY).agg(pl.len().alias("contacts"), pl.col("is_invited").sum().alias("invited"))
    asked = strata.filter(pl.col("invited") > 0)
    usual = float(asked["invited"].sum()) / float(asked["contacts"].sum()) if asked.height else 0.0
    by_chance = pl.lit(1 - usual).pow(pl.col("contacts").cast(pl.Float64))
    never = strata.filter((pl.col("invited") == 0) & (pl.col("contacts") >= NEVER_ASKED_FROM) & (by_chance < BY_CHANCE))
    return never.drop("invited").sort(
        "contacts", *ASKED_BY, descending=[True, *[False] * len(ASKED_BY)], nulls_last=True
    )


def surveyable(contacts: pl.DataFrame) -> pl.DataFrame:
    """Return the contacts that could be asked: those outside the strata never asked."""
    return contacts.join(never_asked(contacts), on=ASKED_BY, how="anti", nulls_equal=True)


def who_answers(made: Floats, columns: Sequence[Column], rated: Bools) -> pl.DataFrame:
    """Return one row per kind of contact: share of all, share of raters, response, and how far apart they are.

    `feature`, `level` (empty for a quantity), `contacts`, `rated`, `response`, `of_all`, `of_raters`, and `distance`,
    the standardised difference of raters from all (Austin 2009: over 0.1 is worth a word). Farthest first.
    `made`: the contacts' values in these columns, as design.matrix has them.
    """
    rows = [_row(column, made[:, place], rated) for place, column in enumerate(columns) if column.level != OTHERS]
    schema = {
        "feature": pl.String, "level": pl.String, "contacts": pl.Int64, "rated": pl.Int64, "response": pl.Float64,
        "of_all": pl.Float64, "of_raters": pl.Float64, "distance": pl.Float64,
    }  # fmt: skip
    return pl.DataFrame(rows, schema).sort(
        pl.col("distance").abs(), "feature", "level", descending=[True, False, False]
    )


def _row(column: Column, values: np.ndarray, rated: np.ndarray) -> dict[str, object]:
    distance = float(values[rated].mean()) if rated.any() else 0.0  # standardised: everybody's mean is 0, spread 1
    row: dict[str, object] = {"feature": column.feature, "level": column.level, "distance": distance}
    if column.kind in {"category", "flag"} or column.level == UNKNOWN:
        inside = values * column.spread + column.mean > 0.5  # noqa: PLR2004
        contacts, raters = int(inside.sum()), int((inside & rated).sum())
        row |= {
            "contacts": contacts, "rated": raters, "response": raters / contacts if contacts else None,
            "of_all": contacts / len(rated), "of_raters": raters / int(rated.sum()) if rated.any() else None,
        }  # fmt: skip
    return row
