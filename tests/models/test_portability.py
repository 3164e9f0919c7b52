"""Is every model inside the portable subset of SQL, and does it say what a row is?"""

import re
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from lodestar.locate import program_folder

QUERIES = program_folder("queries")
FILES = sorted(path for layer in ("staging", "models", "marts") for path in (QUERIES / layer).glob("*.sql"))
REFUSED_FUNCTIONS = {
    "epoch", "epoch_ms", "epoch_us", "dayofweek", "approx_quantile", "approx_count_distinct", "quantile_cont",
    "quantile_disc", "quantile", "median", "regexp_matches", "regexp_replace", "regexp_extract",
    "regexp_split_to_array",
    "string_split", "str_split", "str_split_regex", "struct_pack", "list_value", "list_transform", "list_aggregate",
    "array_agg", "list", "unnest_struct", "row",
}  # fmt: skip
REFUSED_WORDS = {
    r"\bvarchar\b": "cast to string, not varchar",
    r"\bgroup\s+by\s+all\b": "group by all",
    r"\bnatural\s+join\b": "natural join",
    r"\basof\b": "asof join",
    r"\bwith\s+recursive\b": "recursive CTE",
    r"\busing\s*\(": "join using",
    r"\bselect\s+\*": "select *",
    r"\bapprox_": "approximate functions",
}

UNIQUE = {"row_id", "ordinal", "step", "number", "place", "leg_number", "customer_id"}
"""Columns that leave no two rows of a window tied, as every *_key does."""
ALIKE = {"closes_at", "ends_at", "is_open"}
"""Ends of a stretch: rows tied up to here are the same stretch, so that their order changes nothing."""


def faults(sql: str) -> list[str]:
    """Return what a model does that STYLE refuses, one line each."""
    plain = re.sub(r"'[^']*'", "''", re.sub(r"--[^\n]*", "", sql))
    found = [name for pattern, name in REFUSED_WORDS.items() if re.search(pattern, plain, re.IGNORECASE)]
    keywords = re.findall(r"\b(SELECT|FROM|WHERE|JOIN|CASE|WHEN|GROUP BY|ORDER BY|UNION)\b", plain)
    found += [f"upper case {word}" for word in set(keywords)]
    called = re.findall(r"\b([a-z_0-9]+)\s*\(", plain.lower())
    found += [f"function {name}" for name in sorted(set(called) & REFUSED_FUNCTIONS)]
    tree = sqlglot.parse_one(sql, read="duckdb")
    found += [message for node in tree.walk() for message in _node_faults(node)]
    return found + order_faults(sql)


def _node_faults(node: exp.Expression) -> list[str]:
    found = []
    if isinstance(node, (exp.Struct, exp.Array, exp.Lateral, exp.Explode)):
        found.append(f"struct or list: {node.sql()[:40]}")
    if isinstance(node, exp.Div) and not isinstance(node.expression, (exp.Nullif, exp.Literal)):
        found.append(f"division without nullif: {node.sql()[:60]}")
    if isinstance(node, (exp.Least, exp.Greatest)):
        arguments = [node.this, *node.expressions]
        if not all(isinstance(part, (exp.Coalesce, exp.Literal)) for part in arguments):
            found.append(f"least/greatest whose arguments are not coalesced: {node.sql()[:60]}")
    if isinstance(node, exp.Window):
        found += _window_faults(node)
    return found


def _window_faults(node: exp.Window) -> list[str]:
    ranked = isinstance(node.this, (exp.RowNumber, exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue, exp.IgnoreNulls))
    return [f"window without order: {node.sql()[:60]}"] if ranked and node.args.get("order") is None else []


def order_faults(sql: str) -> list[str]:
    """Return what is wrong with the order of windows: nulls left to the engine, or rows left tied."""
    found = []
    for keys in _window_orders(sql):
        found += [
            f"window order without nulls placement: {key}" for key in keys if not re.search("nulls (first|last)$", key)
        ]
        columns = [key.split(" ")[0].split(".")[-1] for key in keys]
        if not any(name in UNIQUE or name.endswith("_key") for name in columns) and columns[-1] not in ALIKE:
            found.append(f"window order without a tie-breaker: {keys[-1]}")
    return found


def _window_orders(sql: str) -> list[list[str]]:
    """Return the sort keys of every window, as written: sqlglot's tree no longer tells what was left to a default."""
    tokens = [token.text.lower() for token in sqlglot.tokenize(sql, read="duckdb")]
    orders = []
    for start, word in enumerate(tokens):
        if word != "over" or tokens[start + 1] != "(":
            continue
        depth, keys, ordered = 0, [""], False
        for text in tokens[start + 1 :]:
            depth += (text == "(") - (text == ")")
            if depth == 0 or (depth == 1 and text in ("rows", "range")):
                break
            if depth == 1 and text == "order by":
                ordered = True
            elif depth == 1 and text == "," and ordered:
                keys.append("")
            elif ordered:
                keys[-1] += text if text == "." or keys[-1].endswith(".") else f" {text}"
        if ordered:
            orders.append([key.strip() for key in keys])
    return orders


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_model_is_portable(path: Path) -> None:
    assert not faults(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_model_says_what_a_row_is_and_its_grain(path: Path) -> None:
    first, second, *rest = path.read_text(encoding="utf-8").splitlines()
    assert first.startswith("-- One row is ")
    assert second.startswith("-- grain: ")
    assert len(rest) <= 248, "split it"


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("select cast(a.x as varchar) as y from a", "varchar"),
        ("select a.x, count(*) as n from a group by all", "group by all"),
        ("select * from a", "select *"),
        ("select a.x from a join b using (x)", "join using"),
        ("select a.x from a natural join b", "natural join"),
        ("select epoch(a.x) as y from a", "function epoch"),
        ("select approx_quantile(a.x, 0.5) as y from a", "approximate"),
        ("select quantile_cont(a.x, 0.5) as y from a", "quantile"),
        ("select string_split(a.x, ',') as y from a", "split"),
        ("select regexp_matches(a.x, 'b') as y from a", "regexp"),
        ("select dayofweek(a.x) as y from a", "dayofweek"),
        ("select a.x / a.y as z from a", "division without nullif"),
        ("select least(a.x, 5) as z from a", "least/greatest"),
        ("select row_number() over (partition by a.x order by a.y) as z from a", "nulls placement"),
        ("select row_number() over (partition by a.x) as z from a", "window without order"),
        ("with recursive t as (select 1 as x) select t.x from t", "recursive"),
        ("select {'a': a.x} as y from a", "struct"),
        ("SELECT a.x from a", "upper case"),
    ],
)
def test_what_is_refused_is_found(sql: str, fault: str) -> None:
    assert any(fault in found for found in faults(sql)), faults(sql)
