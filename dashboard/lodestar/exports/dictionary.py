"""What does every column of a file mean? Type, unit and words, from the files that define it."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import polars as pl

from lodestar.locate import program_folder
from lodestar.metrics.catalogue import Catalogue, load_catalogue
from lodestar.toml_files import Strict, check_values, read_toml

_OF_ANSWERS = Path(__file__).with_name("columns.toml")
_PARTS = {
    "_den": (
        "{label}: 1 where it counts, 0 where not, empty while pending.",
        "{label}：计入为 1，不计入为 0，待观察为空。",
    ),
    "_num": (
        "{label}: 1 where it is so, 0 where not, empty while pending; SUM over the SUM of {id}_den is the number.",
        "{label}：是为 1，否为 0，待观察为空；其合计除以 {id}_den 的合计即为该指标。",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Described:
    """One column; what is not known of it is empty."""

    column: str
    type: str
    unit: str = ""
    en: str = ""
    zh: str = ""


class _Said(Strict):
    type: str = ""
    unit: str = ""
    en: str
    zh: str


def dictionary_of(schema: pl.Schema, relation: str | None = None) -> list[Described]:
    """Return what each column is, in the order of the columns.

    `relation`: the mart the rows come from; without it they are rows of an answer, cut by dimensions.
    """
    catalogue = load_catalogue()
    said = _of_mart(relation) if relation else _read(_OF_ANSWERS) | _dimensions(catalogue)
    return [_described(name, kind, said, catalogue) for name, kind in schema.items()]


def as_rows(dictionary: Iterable[Described]) -> pl.DataFrame:
    """Return the dictionary as a table: column, type, unit, en, zh."""
    names = [field.name for field in fields(Described)]
    rows = [[getattr(one, name) for name in names] for one in dictionary]
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def _described(name: str, kind: pl.DataType, said: dict[str, _Said], catalogue: Catalogue) -> Described:
    one = _of_share(name, catalogue) or said.get(name) or _of_metric(name, catalogue)
    if one is None:
        return Described(name, _TYPES.get(kind.base_type(), "text"))
    return Described(name, _TYPES.get(kind.base_type(), one.type or "text"), one.unit, one.en, one.zh)


_TYPES = {
    pl.String: "text", pl.Boolean: "boolean", pl.Date: "date", pl.Datetime: "timestamp", pl.Float64: "double",
    pl.Int64: "integer", pl.Int32: "integer", pl.Int16: "integer", pl.Int8: "integer",
}  # fmt: skip


def _of_share(name: str, catalogue: Catalogue) -> _Said | None:
    """Return what a column `<id>_den` or `<id>_num` of a share is."""
    metric = catalogue.metrics.get(name[:-4])
    if metric is None or name[-4:] not in _PARTS or metric.kind != "ratio":
        return None
    en, zh = _PARTS[name[-4:]]
    return _Said(
        en=f"{en.format(label=metric.en.label, id=metric.id)} {metric.en.definition}",
        zh=f"{zh.format(label=metric.zh.label, id=metric.id)}{metric.zh.definition}",
    )


def _of_metric(name: str, catalogue: Catalogue) -> _Said | None:
    """Return what a column named after a metric is: its value, or a part of a mean."""
    metric = catalogue.metrics.get(name) or catalogue.metrics.get(name.removesuffix("_den").removesuffix("_num"))
    if metric is None:
        return None
    part_en, part_zh = {"_den": (", divided by", "，分母"), "_num": (", summed", "，分子")}.get(name[-4:], ("", ""))
    unit = "" if name.endswith("_den") else metric.unit
    return _Said(
        unit=unit,
        en=f"{metric.en.label}{part_en}. {metric.en.definition}",
        zh=f"{metric.zh.label}{part_zh}。{metric.zh.definition}",
    )


def _dimensions(catalogue: Catalogue) -> dict[str, _Said]:
    return {name: _Said(en=one.en, zh=one.zh) for name, one in catalogue.dimensions.items()}


def _of_mart(relation: str) -> dict[str, _Said]:
    return _read(program_folder("queries") / "marts" / f"{relation}.toml")


@cache
def _read(path: Path) -> dict[str, _Said]:
    tables = {name: table for name, table in read_toml(path).items() if isinstance(table, dict)}
    return {name: check_values(table, _Said, f"{path.name} [{name}]") for name, table in tables.items()}
