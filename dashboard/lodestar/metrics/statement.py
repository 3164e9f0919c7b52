"""One SQL statement with bound values: run with parameters, or printed with literals that give the same table."""

import datetime as dt
import re
from collections.abc import Sequence

Value = str | int | float | dt.date | dt.datetime


class Statement:
    """Common table expressions, a last select, and the values they bind as $v1, $v2 ..."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.params: dict[str, Value] = {}
        self.notes: list[str] = []
        self._steps: list[tuple[str, str]] = []
        self._last = ""

    def bind(self, value: Value) -> str:
        """Return the placeholder of a value; the same value keeps its placeholder."""
        for name, bound in self.params.items():
            if type(bound) is type(value) and bound == value:
                return _typed(f"${name}", value)
        name = f"v{len(self.params) + 1}"
        self.params[name] = value
        return _typed(f"${name}", value)

    def bind_all(self, values: Sequence[Value]) -> str:
        """Return the placeholders of several values, joined by commas."""
        return ", ".join(self.bind(value) for value in values)

    def step(self, name: str, sql: str) -> str:
        """Add a common table expression and return its name."""
        self._steps.append((name, sql.strip("\n")))
        return name

    def finish(self, sql: str) -> None:
        """Set the last select."""
        self._last = sql.strip("\n")

    def keep(self, name: str) -> str:
        """Make the last select a step, so that another can read it, and return the step's name."""
        return self.step(name, self._last)

    @property
    def text(self) -> str:
        """Return the statement with its placeholders."""
        steps = ",\n".join(f"{name} as (\n{_indent(sql)}\n)" for name, sql in self._steps)
        return f"with {steps}\n{self._last}" if steps else self._last

    @property
    def printed(self) -> str:
        """Return the statement with every value as a quoted literal, ready for any DuckDB client."""
        comments = "".join(f"-- {line}\n" for line in (self.title, *self.notes))
        body = re.sub(r"\$(v\d+)\b", lambda found: literal(self.params[found[1]]), self.text)
        return f"{comments}{body};\n"


def literal(value: Value) -> str:
    """Return a value as SQL text; a quote inside is doubled, so that it can only ever be a value."""
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, (dt.date, dt.datetime)):
        return f"'{value.isoformat(sep=' ') if isinstance(value, dt.datetime) else value.isoformat()}'"
    return repr(value)


def _typed(placeholder: str, value: Value) -> str:
    if isinstance(value, dt.datetime):
        return f"cast({placeholder} as timestamp)"
    if isinstance(value, dt.date):
        return f"cast({placeholder} as date)"
    return placeholder


def _indent(sql: str) -> str:
    return "\n".join(f"    {line}" if line else line for line in sql.split("\n"))
