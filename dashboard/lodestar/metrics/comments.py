"""What did those who rated write, and which reasons did they give? Read from the imported files."""

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from lodestar.intake.versions import resolve
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.found import Found, find
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from lodestar.metrics.rated_sql import RATINGS, age_seconds, valid_at
from lodestar.metrics.selection import Fact, select_rows
from lodestar.metrics.statement import Statement, literal

FROM_THERE = "the imported files are named by their place in the data folder: start DuckDB there"

_COMMENTS: dict[str, pl.DataType] = {
    "contact_id": pl.String(),
    "source": pl.String(),
    "rated_at": pl.Datetime("us"),
    "value_raw": pl.String(),
    "verdict": pl.String(),
    "reason": pl.String(),
    "comment": pl.String(),
}
_REASONS: dict[str, pl.DataType] = {"reason": pl.String(), "verdict": pl.String(), "contacts": pl.Int64()}


def latest_comments(mart: Mart, question: Question, limit: int = 12) -> pl.DataFrame:
    """Return the newest ratings of the question's metric that say something, one row each, newest first.

    Columns: contact_id, source, rated_at (UTC), value_raw, verdict, reason, comment (as written: mask before showing).
    """
    order = "rated_at desc nulls last, contact_id, source"
    chosen = (
        f"select {', '.join(_COMMENTS)}\nfrom told\nwhere comment is not null\norder by {order}\nlimit {int(limit)}"
    )
    return _told(mart, question, chosen, _COMMENTS).rows


def rating_reasons(mart: Mart, question: Question) -> Found:
    """Return how often each reason was given with each verdict: reason, verdict, contacts; the most frequent first.

    Its SQL reads the imported files too, by their place in the data folder: run it from there.
    """
    chosen = (
        "select reason, verdict, count(*) as contacts\nfrom told\nwhere reason is not null\ngroup by reason, verdict\n"
        "order by sum(count(*)) over (partition by reason) desc, reason, verdict nulls first"
    )
    return _told(mart, question, chosen, _REASONS)


def _told(mart: Mart, question: Question, chosen: str, schema: dict[str, pl.DataType]) -> Found:
    """Return rows chosen from `told`: the ratings that hold at the common age, with what was said beside them."""
    files = resolve(mart.data).raw["ratings"]
    if not files:
        return Found(pl.DataFrame(schema=schema), "")
    catalogue = load_catalogue()
    metric = catalogue.metric(question.metric)
    statement = Statement(f"what was said with {metric.id}")
    fact = Fact(mart, RATINGS, "ended_on", metric.id)
    seconds = age_seconds(mart, question)
    only = (
        f"m.measure = {literal(metric.rated_measure or '')} and m.is_counted and m.observed_seconds >= {seconds}"
        f" and {valid_at(seconds, 'm')}"
    )
    kept = ("row_id", "contact_id", "source", "rated_at", "value_raw", "verdict")
    select_rows(statement, mart, catalogue, fact, question, {name: f"m.{name}" for name in kept}, only=only)
    words = ", ".join(f"nullif(trim(w.{name}), '') as {name}" for name in ("reason", "comment"))
    statement.step(
        "told",
        f"select selected.*, {words}\nfrom selected\n"
        f"inner join read_parquet([{_listed(files)}], union_by_name = true) as w on w._row_id = selected.row_id",
    )
    statement.finish(chosen)
    statement.notes.append(FROM_THERE)
    found = find(mart, statement)
    shown = found.sql.replace(_listed(files), _listed(path.relative_to(mart.data.root) for path in files))
    return Found(found.rows.cast(pl.Schema(schema)), shown)


def _listed(files: Iterable[Path]) -> str:
    return ", ".join(literal(path.as_posix()) for path in files)
