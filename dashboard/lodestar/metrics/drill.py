"""From a number to the contacts behind it: how many, which, in what order."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from lodestar.errors import LodestarError, nearest
from lodestar.metrics.answer import Answer
from lodestar.metrics.behind import rows_behind
from lodestar.metrics.catalogue import Metric, load_catalogue
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from lodestar.metrics.selection import CONTACTS, select_rows
from lodestar.metrics.statement import Statement, literal

SHOWN_AT_MOST = 1000
SHOWN = (
    "contact_id", "source", "channel", "team", "agent", "issue_1", "issue_2", "segment", "language", "priority",
    "handled_by", "opened_at", "ended_at",
)  # fmt: skip
COUNTS = "counts"


@dataclass(frozen=True)
class Order:
    """How contacts are put in a row: by a column of theirs or by `counts`; None means by the number's own day."""

    column: str | None = None
    is_descending: bool = True


NEWEST_FIRST = Order()


@dataclass(frozen=True)
class Counted:
    """How many contacts a number was counted from, and in how many rows (tickets, turns, targets) they stand there."""

    contacts: int
    rows: int


def contacts_behind(
    mart: Mart,
    question: Question,
    limit: int | None = SHOWN_AT_MOST,
    *,
    offset: int = 0,
    order: Order = NEWEST_FIRST,
    columns: Sequence[str] = SHOWN,
    keys: Sequence[int] | None = None,
) -> pl.DataFrame:
    """Return the contacts a number was counted from, one row each; newest day first unless another order is given.

    Columns: those asked for, and `counts`: 1 in the numerator, 0 in the denominator only (ratios), the number itself
    (durations; the largest, where a contact has several), the part (partitions), null while pending. `keys` confines
    them to these contacts (contact_key). Raises LodestarError for a column no contact has, and for a number that is not
    counted from contacts.
    """
    statement = behind_statement(mart, question)
    known = mart.columns(CONTACTS)
    for name in (*columns, *([order.column] if order.column and order.column != COUNTS else [])):
        if name not in known:
            raise LodestarError(f"A contact has no column {name!r}.{nearest(name, known)}")
    shown = ", ".join(f"c.{column}" for column in columns)
    only = " and c.contact_key in (select unnest($keys))" if keys is not None else ""
    part = f"\nlimit {int(limit)} offset {int(offset)}" if limit is not None else ""
    statement.finish(
        f"select {shown}, counted.counts\nfrom counted\n"
        f"inner join {CONTACTS} as c on c.contact_key = counted.contact_key{only}\n"
        f"order by {_ordered(order)}c.opened_at desc, c.source, c.contact_id{part}"
    )
    params: dict[str, object] = dict(statement.params) | ({"keys": list(keys)} if keys is not None else {})
    return mart.query(statement.text, params)


def count_behind(mart: Mart, question: Question) -> Counted:
    """Return how many contacts and rows a number was counted from. Raises LodestarError as contacts_behind does."""
    statement = behind_statement(mart, question)
    statement.finish("select count(*) as contacts, coalesce(sum(rows), 0) as rows from counted")
    contacts, rows = mart.query(statement.text, statement.params).row(0)
    return Counted(int(contacts), int(rows))


def rows_said(answer: Answer) -> int:
    """Return how many rows an answer says it was counted from, pending ones included; 0 where it is empty.

    Where rows that still wait take part, n holds them already; a count and a backlog are their own number of rows; the
    parts of a partition have the same rows, figures that are kept apart (another basis, another scale) have their own.
    """
    if answer.is_empty or answer.absent:
        return 0
    rows = answer.rows.head(1) if answer.metric.kind == "partition" else answer.rows
    if answer.metric.kind in {"count", "backlog", "quotient"}:
        return int(rows["numerator"].sum())
    pending = 0 if answer.metric.is_censored else int(rows["pending"].sum())
    return int(rows["n"].sum()) + pending


def behind_statement(mart: Mart, question: Question) -> Statement:
    """Return a statement with the step `counted`: contact_key, counts, on_day, rows; its last select is still free.

    Raises LodestarError for a number that is not counted from contacts.
    """
    catalogue = load_catalogue()
    metric = catalogue.metric(question.metric)
    statement = Statement(f"the contacts behind {metric.id}")
    behind = rows_behind(statement, mart, metric, question)
    key = behind.fact.column("contact_key")
    if not key:
        raise LodestarError(f"{metric.id} is not counted from contacts: there is no contact to show behind it.")
    columns = {"contact_key": key, COUNTS: _counts(metric)}
    needs_day = metric.kind != "delayed"
    select_rows(
        statement, mart, catalogue, behind.fact, behind.question, columns, only=behind.only, needs_day=needs_day
    )
    statement.step(
        "counted",
        "select contact_key, max(counts) as counts, max(on_day) as on_day, count(*) as rows\n"
        "from selected\nwhere contact_key is not null\ngroup by contact_key",
    )
    return statement


def _counts(metric: Metric) -> str:
    """Return the SQL of what a row counts as."""
    if metric.kind == "partition":
        return f"nullif(m.{metric.value}, {literal(metric.waiting or 'pending')})"
    if metric.kind == "backlog":
        return "1"
    return f"m.{metric.value or metric.numerator}"


def _ordered(order: Order) -> str:
    """Return the first keys of the order by, with a comma behind."""
    by = f"counted.{COUNTS}" if order.column == COUNTS else f"c.{order.column}" if order.column else "counted.on_day"
    return f"{by} {'desc' if order.is_descending else 'asc'} nulls last, "
