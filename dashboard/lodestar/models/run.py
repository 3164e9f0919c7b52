"""In which order do the models run, and what does each one read? The SQL's own references say so."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Protocol

import sqlglot
from sqlglot import exp

from lodestar.errors import LodestarError
from lodestar.locate import program_folder

LAYERS = ("staging", "models", "marts")


@dataclass(frozen=True)
class Model:
    """One SQL file: the relation it makes (its stem), the text, and the relations it reads.

    `parts_of` names a key, numbered through from 1, by which all its joins go: where there is much, an engine may make
    the relation range after range of that key.
    """

    name: str
    path: Path
    sql: str
    needs: frozenset[str]
    is_view: bool
    parts_of: str | None = None


class Engine(Protocol):
    """Whatever can make a relation out of DuckDB-dialect SQL."""

    def make(self, name: str, sql: str, is_view: bool, parts_of: str | None = None) -> None:
        """Make the relation `name` out of `sql`, replacing an older one; in parts of a key where that costs less."""


@cache
def references(sql: str) -> frozenset[str]:
    """Return the relations a query reads: its tables minus the names of its own CTEs."""
    tree = sqlglot.parse_one(sql, read="duckdb")
    own = {cte.alias_or_name for cte in tree.find_all(exp.CTE)}
    return frozenset(table.name for table in tree.find_all(exp.Table) if table.name not in own)


def load_models(queries: Path | None = None) -> dict[str, Model]:
    """Return every model in an order in which each runs after all it reads.

    Raises LodestarError where two models read each other or one name is used twice.
    """
    root = queries or program_folder("queries")
    found: dict[str, Model] = {}
    for layer in LAYERS:
        for path in sorted((root / layer).glob("*.sql")):
            if path.stem in found:
                raise LodestarError(f"{path} makes a relation that {found[path.stem].path} makes too: rename one.")
            sql = path.read_text(encoding="utf-8")
            kept, parts_of = _said(sql, "kept"), _said(sql, "in parts of")
            is_view = kept == "view" if kept else layer == "staging"
            found[path.stem] = Model(path.stem, path, sql, references(sql), is_view, parts_of)
    return {name: found[name] for name in _ordered(found)}


def _said(sql: str, name: str) -> str | None:
    """Return what the third line of a model says under a name; None where it says nothing."""
    line = next(iter(sql.splitlines()[2:3]), "")
    return line.removeprefix(f"-- {name}: ") if line.startswith(f"-- {name}: ") else None


def in_range(sql: str, key: str, first: int, until: int) -> str:
    """Return the query for the rows whose key lies in a range; each part of it that knows the key reads that range."""
    tree = sqlglot.parse_one(sql, read="duckdb")
    assert isinstance(tree, exp.Select)
    column = next(one.unalias() for one in tree.selects if one.alias_or_name == key)
    return tree.where(f"{column.sql(dialect='duckdb')} between {first} and {until - 1}", dialect="duckdb").sql("duckdb")


def _ordered(models: Mapping[str, Model]) -> list[str]:
    """Return the names in an order in which tables are let go early: a fifth less room than any order at all."""
    needs = {name: sorted(model.needs & models.keys()) for name, model in models.items()}
    sorter = TopologicalSorter(needs)
    try:
        sorter.prepare()
    except CycleError as error:
        circle = " -> ".join(error.args[1])
        raise LodestarError(f"The models read each other in a circle ({circle}): take one reference out.") from error
    reads: dict[str, set[str]] = {}
    unread: dict[str, set[str]] = {name: set() for name in models}
    for name in TopologicalSorter(needs).static_order():
        reads[name] = set().union(*(reads[need] if models[need].is_view else {need} for need in needs[name]))
        if not models[name].is_view:
            for table in reads[name]:
                unread[table].add(name)

    def worth(name: str) -> tuple[bool, float, str]:
        """Return a share of each table that this lets go, less the table it adds; marts leave the memory at once."""
        let_go = sum(1 / len(unread[table]) for table in reads[name] if unread[table])
        return models[name].is_view, let_go - (not name.startswith("mart_")), name

    order: list[str] = []
    ready: list[str] = []
    while sorter.is_active():
        ready += sorter.get_ready()
        name = max(ready, key=worth)
        ready.remove(name)
        order.append(name)
        sorter.done(name)
        for table in reads[name]:
            unread[table].discard(name)
    return order


def needed_for(models: Mapping[str, Model], wanted: Iterable[str]) -> list[str]:
    """Return the models that `wanted` read, directly or not, themselves included, in running order."""
    needed: set[str] = set()
    stack = list(wanted)
    while stack:
        name = stack.pop()
        if name in models and name not in needed:
            needed.add(name)
            stack.extend(models[name].needs)
    return [name for name in models if name in needed]


def inputs_of(models: Mapping[str, Model]) -> frozenset[str]:
    """Return the relations that the models read and none of them makes."""
    return frozenset().union(*(model.needs for model in models.values())) - models.keys()


def last_reads(models: Sequence[Model], kept: Collection[str]) -> dict[str, list[str]]:
    """Return, by model, the tables among `models` that nothing after it reads; those in `kept` are never among them.

    A view reads its tables whenever it is read itself.
    """
    read: dict[str, set[str]] = {}
    last: dict[str, str] = {}
    for model in models:
        read[model.name] = set().union(*(read.get(name, {name}) for name in model.needs))
        if not model.is_view:
            last |= dict.fromkeys(read[model.name], model.name)
            read[model.name] = {model.name}
    held = set(kept).union(*(read[name] for name in kept if name in read))
    found: dict[str, list[str]] = {}
    for table, reader in last.items():
        if table in read and table not in held:
            found.setdefault(reader, []).append(table)
    return found


def run_models(
    engine: Engine,
    models: Iterable[Model],
    started: Callable[[str], None] = lambda _: None,
    finished: Callable[[str], None] = lambda _: None,
) -> None:
    """Make every relation, in the order given; `started` hears each name before it runs, `finished` after."""
    for model in models:
        started(model.name)
        engine.make(model.name, model.sql, model.is_view, model.parts_of)
        finished(model.name)
