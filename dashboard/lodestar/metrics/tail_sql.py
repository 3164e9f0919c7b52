"""The last steps that every kind of number shares: the groups' columns, the marks, the order of columns and rows."""

from lodestar.metrics.effects import MIN_EFFECTIVE
from lodestar.metrics.selection import Selected
from lodestar.metrics.statement import Statement

NO_NUMBER = "cast(null as double)"


def finish(
    statement: Statement,
    selected: Selected,
    columns: dict[str, str],
    is_incomplete: str,
    source: str,
    *,
    counted: str = "n > 0 or pending > 0",
) -> None:
    """Set the last select from the step `source`: groups, the given columns (name: SQL), the mark of unwhole periods.

    Groups for which `counted` is false hold nothing that is asked about and are left out.
    """
    shown = [group for group in selected.groups if group != "part_order"]
    listed = {group: group for group in shown} | columns | {"is_incomplete": is_incomplete}
    lines = [sql if sql == name else f"{sql} as {name}" for name, sql in listed.items()]
    chosen = ",\n    ".join(lines)
    statement.finish(f"select\n    {chosen}\nfrom {source}\nwhere {counted}{selected.order_by}")


def few(effective: str = "n_effective") -> str:
    """Return SQL that is true where too little is known to show the number."""
    return f"coalesce({effective}, 0) < {MIN_EFFECTIVE}"


def of(step: str, selected: Selected) -> str:
    """Return the group columns of one step, each followed by a comma."""
    return "".join(f"{step}.{group}, " for group in selected.groups)
