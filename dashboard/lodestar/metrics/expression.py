"""What may a metric's file say where a column could stand? SQL made of the mart's own columns, checked when loaded."""

import re
from dataclasses import dataclass
from functools import cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from lodestar.errors import LodestarError, nearest
from lodestar.locate import program_folder
from lodestar.toml_files import read_toml

_NAME = re.compile(r"[a-z_][a-z0-9_]*")
_NEVER = (exp.Query, exp.Placeholder, exp.Parameter, exp.Alias)
_HOW = 'Write one expression made of that mart\'s columns, e.g. value = "handle_seconds / 60"'


@dataclass(frozen=True)
class Made:
    """A column that a metric's file makes from those of a mart: its name, its SQL, and the columns it reads.

    `looks_around` says that a window function reads other rows too: then it is made over the whole mart, before a
    question chooses any rows, and from nothing that holds only some of them.
    """

    name: str
    mart: str
    sql: str
    reads: frozenset[str]
    looks_around: bool


def is_name(text: str) -> bool:
    """Say whether this is the name of a column, no more."""
    return _NAME.fullmatch(text) is not None


@cache
def described_columns(mart: str) -> frozenset[str]:
    """Return the columns that a mart has by the file beside its SQL; none where there is no such mart."""
    file = program_folder("queries") / "marts" / f"{mart}.toml"
    return frozenset(read_toml(file)) if file.is_file() else frozenset()


def refuse_unknown_column(where: str, name: str, mart: str) -> None:
    """Raise LodestarError with the nearest column where the mart has none of that name."""
    known = described_columns(mart)
    if name not in known:
        raise LodestarError(f"{where}: {mart} has no column {name!r}.{nearest(name, known)} docs/columns.md has all.")


def read_expression(where: str, text: str, name: str, mart: str, kind: str | None = None) -> Made:
    """Return an expression as the column `name`, cast to the type `kind` if that is given.

    Raises LodestarError, beginning with `where`, for anything but one expression of known columns: a statement, a
    subquery, an alias, a column of a table, an aggregate without `over`, a comment; and for a name that the mart has.
    """
    tree = _parsed(where, text)
    columns = list(tree.find_all(exp.Column))
    for column in columns:
        if column.table:
            raise LodestarError(f"{where}: {column.sql('duckdb')} names a table. Write {column.name!r} alone.")
        refuse_unknown_column(where, column.name, mart)
    _refuse_aggregates(where, tree)
    if name in described_columns(mart):
        raise LodestarError(f"{where}: {mart} has a column {name} already. Name that one here, or the file otherwise.")
    sql = text.strip()
    return Made(
        name,
        mart,
        f"cast({sql} as {kind})" if kind else sql,
        frozenset(column.name for column in columns),
        tree.find(exp.Window) is not None,
    )


def _parsed(where: str, text: str) -> exp.Expr:
    try:
        trees = sqlglot.parse(text, read="duckdb")
    except SqlglotError as error:
        told = str(error).splitlines()[0].partition(". Line")[0].rstrip(".")
        raise LodestarError(f"{where} cannot be read as SQL ({told}). {_HOW}.") from error
    tree = trees[0] if len(trees) == 1 else None
    if not isinstance(tree, exp.Condition) or any(isinstance(node, _NEVER) for node in tree.walk()):
        raise LodestarError(f"{where} is more than one expression. {_HOW}; no select, no `as`, no semicolon.")
    if any(node.comments for node in tree.walk()):
        raise LodestarError(f"{where} holds an SQL comment. Say it in the definition, or after # on a line of its own.")
    return tree


def _refuse_aggregates(where: str, tree: exp.Expr) -> None:
    for node in tree.find_all(exp.AggFunc):
        if node.find_ancestor(exp.Window) is None:
            raise LodestarError(
                f"{where}: {node.sql('duckdb')} adds rows up. A metric's file says what one row is worth: leave the "
                "adding to the kind, or write over (partition by ...) behind it."
            )
