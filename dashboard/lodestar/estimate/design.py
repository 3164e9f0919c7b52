"""Contacts as numbers: what was known of each before it could be rated, one column per quantity or kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from lodestar.errors import LodestarError
from lodestar.locate import program_folder
from lodestar.toml_files import Strict, check_values, read_toml

Floats = npt.NDArray[np.float64]
Kind = Literal["category", "flag", "count", "seconds"]
RARE = 0.01
"""A kind of contact rarer than this stands among the others: too few to learn from."""
UNKNOWN = "(unknown)"
OTHERS = "(others)"


class Feature(Strict):
    """One column of contacts that predictions may look at, and when it is known; `later` is refused at load.

    `is_behaviour`: what the customer did or met, as against what the contact is about; the index reads no other.
    """

    column: str
    kind: Kind
    known_at: Literal["opening", "ending", "later"]
    is_behaviour: bool = False


def read_features(file: Path | None = None) -> tuple[Feature, ...]:
    """Return the features of queries/features.toml. Raises LodestarError for one that is known too late."""
    file = file or program_folder("queries") / "features.toml"
    return _read(file)


@cache
def _read(file: Path) -> tuple[Feature, ...]:
    features = []
    for name, value in read_toml(file).items():
        values = value if isinstance(value, dict) else {"kind": value}
        feature = check_values({"column": name, **values}, Feature, f"{file.name} [{name}]")
        if feature.known_at == "later":
            raise LodestarError(
                f"{file.name} [{name}]: what is known only after the customer could rate cannot explain the rating: "
                "take it out, or show it as a signal."
            )
        features.append(feature)
    return tuple(features)


@dataclass(frozen=True)
class Column:
    """One column of the matrix: `level` of a category, "" for a quantity, UNKNOWN for where a quantity is missing."""

    feature: str
    kind: Kind
    level: str
    mean: float
    spread: float


def learn_columns(contacts: pl.DataFrame, features: Sequence[Feature]) -> tuple[Column, ...]:
    """Return the columns that contacts are worth: nothing that is the same for all, no kind under 1 % of them."""
    columns = []
    for feature in features:
        known = _Known(contacts[feature.column], feature.kind)
        found = [""]
        if feature.kind == "category":
            shares = known.text.value_counts(normalize=True, name="share")
            levels = shares.filter(pl.col("share") >= RARE).sort("share", feature.column, descending=[True, False])
            found = [*levels[feature.column].to_list(), OTHERS]
        elif contacts[feature.column].null_count():
            found = ["", UNKNOWN]
        for level in found:
            values = known.values(level, found)
            spread = float(values.std()) if len(values) else 0.0
            if spread > 0:
                columns.append(Column(feature.column, feature.kind, level, float(values.mean()), spread))
    return tuple(columns)


def matrix(contacts: pl.DataFrame, columns: Sequence[Column]) -> Floats:
    """Return one row per contact and one standardised value per column; a missing quantity stands at the mean."""
    made = np.empty((contacts.height, len(columns)))
    levels: dict[str, list[str]] = {}
    for column in columns:
        levels.setdefault(column.feature, []).append(column.level)
    known: dict[str, _Known] = {}
    for place, column in enumerate(columns):
        if column.feature not in known:
            known[column.feature] = _Known(contacts[column.feature], column.kind)
        values = known[column.feature].values(column.level, levels[column.feature])
        made[:, place] = (values - column.mean) / column.spread
    return made


class _Known:
    """One feature of all contacts, read once for all its columns."""

    def __init__(self, series: pl.Series, kind: Kind) -> None:
        self.series, self.kind = series, kind

    @cached_property
    def text(self) -> pl.Series:
        return self.series.cast(pl.String).fill_null(UNKNOWN)

    @cached_property
    def _places(self) -> tuple[dict[str, int], npt.NDArray[np.uint32]]:
        """Return each level's number, and every contact's."""
        levels = self.text.unique().sort().to_list()
        found = self.text.cast(pl.Enum(levels)).to_physical().cast(pl.UInt32).to_numpy()
        return {level: number for number, level in enumerate(levels)}, found

    def values(self, level: str, levels: Sequence[str]) -> Floats:
        if self.kind == "category":
            places, found = self._places
            if level == OTHERS:
                named = [places[one] for one in levels if one != OTHERS and one in places]
                return np.isin(found, named, invert=True).astype(float)
            return np.equal(found, places.get(level, len(places))).astype(float)
        if level == UNKNOWN:
            return self.series.is_null().to_numpy().astype(float)
        numbers = self.series.cast(pl.Float64)
        if self.kind != "flag":
            numbers = (numbers.clip(0) + 1).log()
        known = numbers.drop_nulls().mean()
        return numbers.fill_null(known if isinstance(known, float) else 0.0).to_numpy()
