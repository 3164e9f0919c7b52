"""How do help desks and vendors count the same thing, and what would they have said of the same rows?"""

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from lodestar.errors import LodestarError, nearest
from lodestar.locate import program_folder
from lodestar.metrics.answer import ask
from lodestar.metrics.catalogue import NAME, Catalogue, Language, Metric, load_catalogue
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from lodestar.metrics.selection import Fact, select_rows
from lodestar.metrics.statement import Statement
from lodestar.toml_files import Strict, check_values, read_toml

FILE = "_vendors.toml"
COUNTERS = "mart_vendor_metrics"
ENOUGH = 30
_SECONDS = {"minutes": 60, "seconds": 1, "hours": 3600}
_MEDIAN = "median(value) as value, count(value) as n"
_RATIO = "sum(numerator) / nullif(sum(denominator), 0) as value, coalesce(sum(denominator), 0) as n"


class RuleWords(Strict):
    """What a rule counts, and what escapes it."""

    rule: str = Field(min_length=1)
    misses: str = Field(min_length=1)


class VendorRule(Strict):
    """Another way to count one of our metrics: just one of `metric`, `counter`, numerator with denominator, `value`."""

    of: str = Field(pattern=NAME)
    metric: str | None = None
    counter: str | None = None
    mart: str | None = None
    day: str = "created_on"
    numerator: str | None = None
    denominator: str | None = None
    value: str | None = None
    unit: Literal["share", "seconds", "level"] | None = None
    en: RuleWords
    zh: RuleWords

    @model_validator(mode="after")
    def _one_way(self) -> "VendorRule":
        ways = [self.metric, self.counter, self.mart and self.value, self.mart and self.numerator and self.denominator]
        if sum(bool(way) for way in ways) != 1:
            raise ValueError("give one of: metric; counter; mart with value; mart with numerator and denominator")
        return self

    def words(self, language: Language) -> RuleWords:
        """Return what the rule counts and misses, in one language."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True)
class VendorNumber:
    """What one rule gives: `value` in `unit` (share 0..1, seconds, level of a scale), `n` cases; none where n is 0."""

    rule: VendorRule
    unit: str
    value: float | None
    n: int
    sql: str

    @property
    def is_too_few(self) -> bool:
        """Say whether a share or median would mislead."""
        return self.n < ENOUGH


def load_rules(folder: Path | None = None) -> tuple[VendorRule, ...]:
    """Return every rule, in the order of the file. Raises LodestarError naming what is wrong there."""
    return _load(folder or program_folder("queries") / "metrics")


@lru_cache(maxsize=4)
def _load(folder: Path) -> tuple[VendorRule, ...]:
    known = load_catalogue(folder).metrics
    listed = read_toml(folder / FILE).get("rules")
    rules = tuple(check_values(values, VendorRule, FILE) for values in (listed if isinstance(listed, list) else ()))
    for name in (name for rule in rules for name in (rule.of, rule.metric) if name and name not in known):
        raise LodestarError(f"{FILE}: there is no metric {name!r}.{nearest(name, known)}")
    return rules


def vendor_numbers(mart: Mart, question: Question) -> list[VendorNumber]:
    """Return what the other rules for the question's metric give, for its days (each by its own day) and filters.

    A counter that no source has brought, and a number that cannot be had here, are left out.
    """
    catalogue = load_catalogue()
    metric = catalogue.metric(question.metric)
    found = [_number(mart, catalogue, rule, metric, question) for rule in load_rules() if rule.of == metric.id]
    return [number for number in found if number is not None]


def _number(
    mart: Mart, catalogue: Catalogue, rule: VendorRule, metric: Metric, question: Question
) -> VendorNumber | None:
    if rule.metric:
        answer = ask(mart, replace(question, metric=rule.metric, by=(), grain=None))
        if answer.absent or answer.rows.height != 1:
            return None
        row = answer.rows.row(0, named=True)
        return VendorNumber(rule, answer.metric.unit, row["value"], int(row["n"] or 0), answer.sql)
    unit: str = rule.unit or metric.unit
    columns = _columns(rule)
    if rule.counter:
        counted_in = _counted_in(mart, rule.counter)
        if counted_in is None:
            return None
        unit, columns = _counter(counted_in)
    statement = Statement(f"{rule.of} as others count it: {rule.en.rule}")
    fact = Fact(mart, rule.mart or COUNTERS, rule.day, rule.of)
    only = f"m.metric = {statement.bind(rule.counter)}" if rule.counter else None
    select_rows(statement, mart, catalogue, fact, replace(question, by=(), grain=None), columns, only=only)
    statement.finish(f"select {_MEDIAN if 'value' in columns else _RATIO}\nfrom selected")
    row = mart.query(statement.text, statement.params).row(0, named=True)
    return VendorNumber(rule, unit, row["value"], int(row["n"] or 0), statement.printed)


def _columns(rule: VendorRule) -> dict[str, str]:
    parts = {"value": rule.value, "numerator": rule.numerator, "denominator": rule.denominator}
    return {name: sql for name, sql in parts.items() if sql}


def _counted_in(mart: Mart, counter: str) -> str | None:
    """Return the unit of a counter of the sources; None where none has brought it."""
    if not mart.columns(COUNTERS):
        return None
    units = dict(mart.once("counters", f"select distinct metric, coalesce(unit, '') as unit from {COUNTERS}").rows())
    return units.get(counter)


def _counter(unit: str) -> tuple[str, dict[str, str]]:
    """Return unit and SQL of a counter: a time's median in seconds, or the share that counted at least one."""
    if unit in _SECONDS:
        return "seconds", {"value": f"m.value * {_SECONDS[unit]}"}
    return "share", {"numerator": "cast(m.value > 0 as integer)", "denominator": "1"}
