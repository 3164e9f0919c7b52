"""Which numbers are there, what does each mean, and by what may it be cut? The files in queries/metrics/, checked."""

from collections.abc import Collection
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from lodestar.errors import LodestarError, nearest
from lodestar.locate import program_folder
from lodestar.metrics.expression import Made, is_name, read_expression, refuse_unknown_column
from lodestar.toml_files import Strict, check_values, read_toml

Language = Literal["en", "zh"]
Kind = Literal["ratio", "mean", "distribution", "count", "backlog", "partition", "quotient", "delayed", "estimate"]
NAME = r"^[a-z][a-z0-9_]*$"
FULL_COUNT = "full_count"
STAGES = ("all", "seeking help", "in service", "after service")

# Which keys each kind of metric cannot do without, beyond those that all have.
_NEEDED: dict[str, tuple[str, ...]] = {
    "ratio": ("numerator", "denominator"),
    "mean": ("numerator", "denominator"),
    "distribution": ("value",),
    "delayed": ("value", "end", "event"),
    "count": ("numerator",),
    "backlog": (),
    "partition": ("value", "parts"),
    "quotient": ("numerator", "denominator", "denominator_mart", "denominator_day"),
    "estimate": ("numerator", "denominator"),
}

# Where an expression may stand in the place of a column: how the column made of it is named, and its type by kind.
_MAY_BE_SQL: dict[str, tuple[str, dict[str, str]]] = {
    "value": ("", {"distribution": "double", "delayed": "double"}),
    "numerator": ("_num", {"ratio": "smallint"}),
    "denominator": ("_den", {"ratio": "smallint"}),
}


class Words(Strict):
    """What a person reads in one language; `fraction` is numerator and denominator where the definition has no ÷."""

    label: str = Field(min_length=1)
    definition: str = Field(min_length=1)
    fraction: tuple[str, str] | None = None


class Change(Strict):
    """A definition that changed, and when; charts mark the day."""

    on: date
    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)


class Metric(Strict):
    """One number: where it comes from, what it is called, how it is to be read.

    ratio: yes-or-no columns, summed; mean: a sum over a sum; distribution: seconds, with how each row ended where
    waiting may still go on; delayed: the same for all that were open in a period; partition: shares of one text column;
    quotient: two marts, each by its own day; estimate: read as the build made it, numerator and denominator being what
    is known of the contacts it speaks of. Value, numerator and denominator name a column, or are SQL made of columns
    (expression.py): once loaded they name the column made of it, which stands in `made`. `apart` names a column whose
    values are never mixed in one figure, `agent` the column of the agent it speaks of, where that is not simply the one
    who served last; `clusters` whose habits it may reflect (not agents, where having one is the outcome itself);
    `rated_*` what it is at another age.
    """

    id: str = Field(pattern=NAME)
    mart: str = Field(pattern=NAME)
    kind: Kind
    numerator: str | None = None
    denominator: str | None = None
    denominator_mart: str | None = None
    denominator_day: str | None = None
    scale: float = 1
    value: str | None = None
    end: str | None = None
    event: str | None = None
    competing: tuple[str, ...] = ()
    waiting: str | None = None
    parts: tuple[str, ...] = ()
    where: str | None = None
    apart: str | None = None
    agent: str | None = None
    clusters: tuple[Literal["customer", "agent"], ...] = ("customer", "agent")
    rated_among: str | None = None
    rated_measure: str | None = None
    rated_counts: Literal["positive", "rated", "unrated"] | None = None
    day: str = Field(pattern=NAME)
    unit: Literal["share", "seconds", "hours", "contacts", "tickets", "per_10000_orders", "money"]
    better: Literal["lower", "higher", "neither"]
    grain: Literal["contact", "ticket", "turn", "target", "agent day"]
    stage: Literal["all", "seeking help", "in service", "after service"]
    owner: str = Field(min_length=1)
    caveats: tuple[str, ...]
    rule: str = Field(pattern=r"^[a-z0-9_]+\.sql$")
    needs: tuple[str, ...]
    window: str | None = None
    beside: tuple[str, ...] = ()
    en: Words
    zh: Words
    changed: tuple[Change, ...] = ()
    made: tuple[Made, ...] = Field(default=(), exclude=True)

    @model_validator(mode="after")
    def _complete(self) -> "Metric":
        for key in _NEEDED[self.kind]:
            if not getattr(self, key):
                raise ValueError(f"a {self.kind} needs the key {key}")
        if self.kind == "distribution" and bool(self.end) != bool(self.event):
            raise ValueError("end and event belong together: the column that says how a row ended, and its word")
        if (FULL_COUNT in self.caveats) != (self.kind in {"count", "backlog", "quotient"}):
            raise ValueError(
                f"the caveat {FULL_COUNT} belongs to a count, a backlog and a quotient, and to no other kind"
            )
        return self

    def words(self, language: Language) -> Words:
        """Return label and definition in one language."""
        return self.en if language == "en" else self.zh

    @property
    def reads(self) -> frozenset[str]:
        """Return the columns of its mart that it cannot do without."""
        below = None if self.denominator_mart else self.denominator
        named = {self.day, self.value, self.numerator, below} - {None, *(made.name for made in self.made_of_rows)}
        return frozenset(name for name in named if name).union(*(made.reads for made in self.made_of_rows))

    @property
    def made_of_rows(self) -> tuple[Made, ...]:
        """Return the columns its file makes over its mart."""
        return tuple(made for made in self.made if made.mart == self.mart)

    @property
    def made_of_denominator(self) -> tuple[Made, ...]:
        """Return the columns its file makes over the mart of its denominator."""
        return tuple(made for made in self.made if made.mart == self.denominator_mart)

    @property
    def is_censored(self) -> bool:
        """Say whether rows that still wait take part with the time waited so far."""
        return self.end is not None


class Dimension(Strict):
    """One way to cut every number; `column` is a column of the mart, {day} standing for opened, ended, due ...

    `mart` is where its values are looked up.
    """

    id: str = Field(pattern=NAME)
    column: str
    mart: str = Field(default="mart_contacts", pattern=NAME)
    type: Literal["text", "number"] = "text"
    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)


class Caveat(Strict):
    """One thing to know before a number is used; metrics name it."""

    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)


class Catalogue(Strict):
    """Every metric, dimension and caveat, by id."""

    metrics: dict[str, Metric]
    dimensions: dict[str, Dimension]
    caveats: dict[str, Caveat]

    def metric(self, name: str) -> Metric:
        """Return one metric. Raises LodestarError with the nearest name."""
        if name not in self.metrics:
            close = nearest(name, self.metrics)
            raise LodestarError(f"There is no metric {name!r}.{close} `lodestar metrics` lists them all.")
        return self.metrics[name]

    def dimension(self, name: str) -> Dimension:
        """Return one dimension. Raises LodestarError with the nearest name and the whole list."""
        if name not in self.dimensions:
            known = ", ".join(self.dimensions)
            raise LodestarError(f"There is no dimension {name!r}.{nearest(name, self.dimensions)} There are: {known}.")
        return self.dimensions[name]


def load_catalogue(folder: Path | None = None) -> Catalogue:
    """Return the catalogue. Raises LodestarError naming the file and key that is wrong, and the nearest valid one."""
    return _load(folder or program_folder("queries") / "metrics")


@lru_cache(maxsize=4)
def _load(folder: Path) -> Catalogue:
    caveats = {
        name: check_values(_table(value, name, "_caveats.toml"), Caveat, f"_caveats.toml [{name}]")
        for name, value in read_toml(folder / "_caveats.toml").items()
    }
    dimensions = {
        name: check_values(
            {"id": name, **_table(value, name, "_dimensions.toml")}, Dimension, f"_dimensions.toml [{name}]"
        )
        for name, value in read_toml(folder / "_dimensions.toml").items()
    }
    metrics = {}
    for file in sorted(folder.glob("[!_]*.toml")):
        metrics[file.stem] = _with_made(check_values({"id": file.stem, **read_toml(file)}, Metric, file.name))
    for metric in metrics.values():
        _refuse_unknown(metric.id, "caveat", metric.caveats, caveats)
        _refuse_unknown(metric.id, "metric beside it", metric.beside, metrics)
    return Catalogue(metrics=metrics, dimensions=dimensions, caveats=caveats)


def _with_made(metric: Metric) -> Metric:
    """Return the metric with each expression in its file replaced by the column made of it, and every name known."""
    if metric.made:
        raise LodestarError(f"{metric.id}.toml: unknown key made: write the SQL as value, numerator or denominator.")
    for key in ("day", "end", "apart", "agent"):
        if getattr(metric, key):
            refuse_unknown_column(f"{metric.id}.toml: {key}", getattr(metric, key), metric.mart)
    made: dict[str, Made] = {}
    for key, (suffix, kinds) in _MAY_BE_SQL.items():
        text = getattr(metric, key)
        mart = (key == "denominator" and metric.denominator_mart) or metric.mart
        if text and is_name(text):
            refuse_unknown_column(f"{metric.id}.toml: {key}", text, mart)
        elif text:
            name, kind = f"{metric.id}{suffix}", kinds.get(metric.kind)
            made[key] = read_expression(f"{metric.id}.toml: {key}", text, name, mart, kind)
    names = {key: column.name for key, column in made.items()}
    return metric.model_copy(update={**names, "made": tuple(made.values())})


def _table(value: object, name: str, file: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise LodestarError(f"{file}: {name} is not a table: write [{name}] and its keys below it.")
    return value


def _refuse_unknown(metric: str, what: str, names: tuple[str, ...], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            raise LodestarError(f"{metric}.toml: there is no {what} {name!r}.{nearest(name, known)}")
