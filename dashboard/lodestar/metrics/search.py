"""Which of the contacts behind a number speak of something? Searched in what was said, in both languages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

import polars as pl

from lodestar.intake.versions import resolve
from lodestar.masking import mask
from lodestar.metrics.drill import behind_statement
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from lodestar.metrics.selection import CONTACTS
from lodestar.metrics.statement import Statement, literal

SEARCH_SECONDS = 3.0
LONGEST = 200
_MAY_BE_MASKED = "[0-9０-９@＠]"


@dataclass(frozen=True)
class Found:
    """The contacts found (contact_key), and whether all that was said was looked at before the time was over."""

    keys: tuple[int, ...]
    is_whole: bool


def search(
    mart: Mart,
    question: Question,
    text: str,
    *,
    is_masked: bool,
    seconds: float = SEARCH_SECONDS,
    clock: Callable[[], float] = monotonic,
) -> Found:
    """Return the contacts behind a number whose id holds `text`, or one of whose messages holds each of its words.

    Capital letters do not matter. Messages are looked at part by part, the last imported part first; after `seconds` no
    further part is begun. What is masked where it is shown is not found either.
    """
    words = text.strip()[:LONGEST].lower().split()
    if not words:
        return Found((), is_whole=True)
    ends = clock() + seconds
    keys = set(_by_id(mart, behind_statement(mart, question), " ".join(words)))
    since = _opened_from(mart, behind_statement(mart, question))
    files = resolve(mart.data)
    old = literal(str(files.superseded["messages"]))
    for part in reversed(files.raw["messages"]):
        if clock() >= ends:
            return Found(tuple(sorted(keys)), is_whole=False)
        found = behind_statement(mart, question)
        tests = " and ".join(f"contains(lower(m.body), {found.bind(word)})" for word in words)
        if since is not None:
            tests += f" and m.sent_at >= {found.bind(since)}"
        found.finish(
            "select distinct t.contact_key,\n"
            f"    case when regexp_matches(m.body, {literal(_MAY_BE_MASKED)}) then m.body end as body\n"
            f"from read_parquet({literal(str(part))}) as m\n"
            "inner join mart_contact_tickets as t on t.ticket_key = m.ticket_key\n"
            "    and (t.since_at is null or m.sent_at >= t.since_at)\n"
            "    and (t.until_at is null or m.sent_at < t.until_at)\n"
            "inner join counted on counted.contact_key = t.contact_key\n"
            f"where {tests} and m._row_id not in (select row_id from read_parquet({old}))"
        )
        rows = mart.query(found.text, found.params)
        keys |= set(_readable(rows, words)["contact_key"] if is_masked else rows["contact_key"])
    return Found(tuple(sorted(keys)), is_whole=True)


def _readable(rows: pl.DataFrame, words: list[str]) -> pl.DataFrame:
    """Return the rows whose words are still there once numbers and addresses are masked; others hold none of these."""

    def is_left(body: str) -> bool:
        shown = mask(body).lower()
        return all(word in shown for word in words)

    return rows.filter(
        pl.col("body").map_elements(is_left, return_dtype=pl.Boolean, skip_nulls=True).fill_null(value=True)
    )


def _by_id(mart: Mart, scope: Statement, text: str) -> list[int]:
    wanted = scope.bind(text)
    scope.finish(
        f"select c.contact_key from counted\ninner join {CONTACTS} as c on c.contact_key = counted.contact_key\n"
        f"where contains(lower(c.contact_id), {wanted})"
    )
    return mart.query(scope.text, scope.params)["contact_key"].to_list()


def _opened_from(mart: Mart, scope: Statement) -> datetime | None:
    """Return a day before the first of the contacts opened: no message of theirs is older."""
    scope.finish(
        "select min(c.opened_at) as first from counted\n"
        f"inner join {CONTACTS} as c on c.contact_key = counted.contact_key"
    )
    first = mart.query(scope.text, scope.params)["first"][0]
    return first - timedelta(days=1) if isinstance(first, datetime) else None
