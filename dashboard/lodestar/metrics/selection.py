"""Which rows does a question select, and which of their columns? The first step of every statement."""

import difflib
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from lodestar.errors import LodestarError, nearest, shorten
from lodestar.metrics.catalogue import Catalogue, Dimension, Metric
from lodestar.metrics.expression import Made
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Condition, Question
from lodestar.metrics.statement import Statement

CONTACTS = "mart_contacts"
_NOT_FOUND = 0


@dataclass(frozen=True)
class Selected:
    """The step `selected` and how to group it. `period_end` is SQL for a period's last day."""

    groups: tuple[str, ...]
    period_end: str

    @property
    def keys(self) -> str:
        """Return the group columns followed by a comma, or nothing."""
        return "".join(f"{group}, " for group in self.groups)

    @property
    def group_by(self) -> str:
        """Return the group by clause, or nothing."""
        return f"\ngroup by {', '.join(self.groups)}" if self.groups else ""

    @property
    def order_by(self) -> str:
        """Return the order of the answer: period first, then the dimensions, unknown last."""
        keys = sorted(self.groups, key=lambda name: name != "period")
        return "\norder by " + ", ".join(f"{key} nulls last" for key in keys) if keys else ""

    def join(self, left: str, right: str) -> str:
        """Return a left join of two grouped steps on the group columns, unknown equal to unknown."""
        equal = " and ".join(f"{left}.{g} is not distinct from {right}.{g}" for g in self.groups) or "true"
        return f"left join {right} on {equal}"


class Fact:
    """One table of the mart as a question reads it: its own columns, else those of the contact it belongs to."""

    def __init__(
        self,
        mart: Mart,
        table: str,
        day: str,
        metric: str,
        *,
        clock: str | None = None,
        agent: str | None = None,
        joins: str = "",
        joined: dict[str, str] | None = None,
        made: Iterable[Made] = (),
    ) -> None:
        """`clock` says whose hour is meant (opened, ended ...), by default that of the day; `agent` whose agent;
        `joins` are further joins, to be read by their own aliases, `joined` the SQL of columns they bring; `made` are
        columns made over the whole table before any row is chosen.
        """
        self.table, self.day, self.metric = table, day, metric
        self._clock = clock or day.removesuffix("_on")
        self.agent, self._joins, self._joined = agent, joins, joined or {}
        self.made = tuple(made)
        self._own = mart.columns(table) | {column.name for column in self.made}
        is_of_contact = "contact_key" in self._own and table != CONTACTS
        self._of_contact = mart.columns(CONTACTS) if is_of_contact else frozenset[str]()
        self._borrowed: set[str] = set()

    @classmethod
    def of(
        cls,
        mart: Mart,
        metric: Metric,
        table: str | None = None,
        *,
        joins: str = "",
        joined: dict[str, str] | None = None,
    ) -> "Fact":
        """Return the rows a metric is counted on, or another `table` of the same, with what its file makes of them."""
        return cls(
            mart,
            table or metric.mart,
            metric.day,
            metric.id,
            agent=metric.agent,
            joins=joins,
            joined=joined,
            made=metric.made_of_rows,
        )

    def column(self, name: str) -> str:
        """Return the SQL of a column, borrowing it from the contact if need be; '' where there is none."""
        if name == "agent" and self.agent:
            return f"coalesce(m.{self.agent}, m.agent)"
        if name in self._joined:
            return self._joined[name]
        if name in self._own:
            return f"m.{name}"
        if name in self._of_contact:
            self._borrowed.add(name)
            return f"c.{name}"
        return ""

    def dimension(self, dimension: Dimension) -> str:
        """Return the SQL of a dimension. Raises LodestarError where this fact cannot be cut by it."""
        found = self.column(dimension.column.replace("{day}", self._clock))
        if not found and dimension.id == "weekday":
            return f"cast(extract(isodow from m.{self.day}) as integer)"
        if not found and "{day}" in dimension.column:
            found = self.column(dimension.column.replace("{day}", "opened"))
        if not found:
            raise LodestarError(f"{self.metric} cannot be cut by {dimension.id}: {self.table} does not know it.")
        return found

    @property
    def relation(self) -> str:
        """Return the from clause; ask for it after the columns."""
        joins = f"\n{self._joins}" if self._joins else ""
        table = with_made(self.table, self.made)
        if not self._borrowed:
            return f"{table} as m{joins}"
        columns = ", ".join(("contact_key", *sorted(self._borrowed)))
        borrowed = f"select {columns} from {CONTACTS}"
        return f"{table} as m\nleft join ({borrowed}) as c on c.contact_key = m.contact_key{joins}"


def with_made(table: str, made: Collection[Made]) -> str:
    """Return a table, in brackets where columns are made over it, to be read under an alias.

    What looks around is made beside and joined by place: a window would hold every column of every row in memory.
    """
    alone = [f"{column.sql} as {column.name}" for column in made if not column.looks_around]
    around = [f"{column.sql} as {column.name}" for column in made if column.looks_around]
    if around:
        beside = ",\n            ".join(["rowid as place", *around])
        names = "".join(f", w.{column.name}" for column in made if column.looks_around)
        table = (
            f"(\n    select t.*{names}\n    from {table} as t\n    left join (\n        select\n            {beside}\n"
            f"        from {table}\n    ) as w on w.place = t.rowid\n)"
        )
    if not alone:
        return table
    columns = ",\n        ".join(["*", *alone])
    return f"(\n    select\n        {columns}\n    from {table}{' as made' if around else ''}\n)"


def select_rows(  # noqa: PLR0917  # what every statement is made of
    statement: Statement,
    mart: Mart,
    catalogue: Catalogue,
    fact: Fact,
    question: Question,
    columns: dict[str, str],
    *,
    name: str = "selected",
    only: str | None = None,
    apart: str | None = None,
    needs_day: bool = True,
) -> Selected:
    """Add the step of the selected rows with the group columns and `columns` (name: SQL) to the statement.

    `apart` is one more group column, taken where the fact holds more than one value of it. A row without the day is
    left out unless `needs_day` is false.
    """
    listed = {d: fact.dimension(catalogue.dimension(d)) for d in question.by}
    if question.grain:
        listed = {"period": f"cast(date_trunc('{question.grain}', m.{fact.day}) as date)"} | listed
    if apart and _is_mixed(mart, fact.table, apart):
        listed[apart] = f"m.{apart}"
    tests = [*([f"m.{fact.day} is not null"] if needs_day else []), *([only] if only else [])]
    if question.first_day:
        tests.append(f"m.{fact.day} >= {statement.bind(question.first_day)}")
    if question.last_day:
        tests.append(f"m.{fact.day} <= {statement.bind(question.last_day)}")
    tests += [
        condition_sql(statement, mart, dimension, fact.dimension(dimension), condition)
        for condition in question.where
        for dimension in (catalogue.dimension(condition.dimension),)
    ]
    columns = {**columns, "on_day": f"m.{fact.day}"}
    chosen = ",\n".join(f"    {sql} as {column}" for column, sql in (listed | columns).items())
    tested = "\nwhere " + "\n  and ".join(tests) if tests else ""
    statement.step(name, f"select\n{chosen}\nfrom {fact.relation}{tested}")
    return Selected(tuple(listed), period_end(question))


def _is_mixed(mart: Mart, table: str, column: str) -> bool:
    sql = f"select count(distinct {column}) > 1 as is_mixed from {table}"
    return bool(mart.once(f"mixed {table} {column}", sql)["is_mixed"][0])


def period_end(question: Question) -> str:
    """Return the SQL of the last day a group covers, given its `period` or its rows' `on_day`."""
    if question.grain == "week":
        return "period + 6"
    if question.grain == "month":
        return "cast(period + interval '1' month as date) - 1"
    return "period" if question.grain else "max(on_day)"


def condition_sql(statement: Statement, mart: Mart, dimension: Dimension, column: str, condition: Condition) -> str:
    """Return a condition as SQL; unknown is a value like any other: `!=` keeps it unless it is named."""
    wanted = [value for value in condition.values if value]
    known = _known_values(mart, dimension)
    for value in wanted:
        if value not in known:
            _refuse_value(dimension, value, known)
    values: list[str | int] = [int(v) for v in wanted] if dimension.type == "number" else list(wanted)
    names_unknown = len(wanted) < len(condition.values)
    listed = f"{column} in ({statement.bind_all(values)})" if values else ""
    if condition.excludes:
        unlisted = f"not {listed}" if listed else ""
        if names_unknown:
            return " and ".join(test for test in (f"{column} is not null", unlisted) if test)
        return f"({column} is null or {unlisted})"
    if names_unknown:
        return "(" + " or ".join(test for test in (f"{column} is null", listed) if test) + ")"
    return listed


def _known_values(mart: Mart, dimension: Dimension) -> list[str]:
    """Return every value of a dimension in the mart, as text."""
    if "{day}" in dimension.column:
        return [str(number) for number in (range(24) if dimension.id == "hour" else range(1, 8))]
    column = dimension.column
    sql = f"select distinct cast({column} as varchar) as value from {dimension.mart} where {column} is not null"
    return mart.once(f"values {column}", f"{sql} order by 1")["value"].to_list()


def _refuse_value(dimension: Dimension, value: str, known: list[str]) -> None:
    few = difflib.get_close_matches(value, known, n=1, cutoff=_NOT_FOUND)
    close = nearest(value, known) or (f" There is {few[0]}, for one." if few else "")
    raise LodestarError(f"No contact has {dimension.id} {shorten(value)!r}.{close}")
