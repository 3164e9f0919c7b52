"""The tables on Data health: what arrived, how far the sources reach, who is left out, what was imported."""

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape

import streamlit as st

from lodestar.app import format as form
from lodestar.app.components.grid import Cell, Head, exact, grid
from lodestar.app.words import Words
from lodestar.checks.shown import file_rows, import_rows
from lodestar.intake.manifest import Manifest
from lodestar.metrics import health
from lodestar.metrics.mart import Mart

_FLOW = ("raw", "superseded", "derived", "staging", "without_ticket", "placed", "lost")
_COUNTS = ("rows_in", "stored", "duplicate", "rejected")
NOTHING = "–"


def titled(title: str, note: str = "") -> None:
    """Draw a panel's title and the small line under it."""
    below = f'<p class="ls-meta">{escape(note)}</p>' if note else ""
    st.html(f'<h2 class="ls-panel-title">{escape(title)}</h2>{below}', width="stretch")


def conserved(mart: Mart, word: Words) -> None:
    """Draw how many records each step took over, and whether any is not accounted for."""
    made = health.contacts(mart)
    with st.container(border=True, key="panel-conserved", gap="xsmall"):
        titled(word("health.conserved"), word("health.conserved_note"))
        heads = [Head(word("health.record")), *(Head(word(f"health.{name}"), is_number=True) for name in _FLOW)]
        grid(heads, [_flow(flow, word) for flow in health.flows(mart)], word("health.conserved"))
        counts = {"made": made.made, "published": made.published, "left_out": made.left_out}
        told = word("health.contacts_line", **{name: exact(n) for name, n in counts.items()})
        st.html(f'<p class="ls-meta">{escape(told)}</p>', width="stretch")


def _flow(flow: health.Flow, word: Words) -> list[str | Cell]:
    cells: list[str | Cell] = [word(f"health.{flow.record}")]
    for name in _FLOW[:-1]:
        count = getattr(flow, name)
        cells.append(NOTHING if count is None else exact(count))
    return [*cells, Cell(exact(flow.lost), "worse" if flow.lost else "strong")]


def sources(mart: Mart, word: Words, language: str) -> None:
    """Draw how far each source reaches and what it brings."""
    with st.container(border=True, key="panel-sources", gap="xsmall", height="stretch"):
        titled(word("health.sources"), word("health.sources_note", zone=str(mart.zone)))
        heads = [Head(word(f"health.{name}")) for name in ("source", "through", "brings")]
        counted = [Head(word(f"health.{name}"), is_number=True) for name in ("tickets", "contacts")]
        rows = [_source(row, mart, word, language) for row in health.sources(mart).iter_rows(named=True)]
        grid([*heads, *counted], rows, word("health.sources"))


def _source(row: dict[str, object], mart: Mart, word: Words, language: str) -> list[str | Cell]:
    brings = [word(f"health.{name}") for name in row if name.startswith("has_") and row[name]]
    archived = [word("health.archived")] if row["is_archived"] else []
    through = row["data_through"]
    return [
        Cell(str(row["source"]), "strong"),
        Cell(form.moment(mart.local(through), language) if isinstance(through, datetime) else NOTHING, "when"),
        Cell(word("health.between").join([*archived, *brings]), "quiet"),
        exact(row["tickets"]),
        exact(row["contacts"]),
    ]


def left_out(mart: Mart, word: Words) -> None:
    """Draw which contacts are in no number, or in none about returning, and why."""
    rows = [
        [
            word(f"health.reason_{row['reason'].replace(' ', '_')}"),
            row["source"],
            Cell(word("health.everything" if row["is_of_all"] else "health.returns"), "quiet"),
            exact(row["contacts"]),
        ]
        for row in health.left_out(mart).iter_rows(named=True)
    ]
    with st.container(border=True, key="panel-left-out", gap="xsmall", height="stretch"):
        titled(word("health.left_out"), "" if rows else word("health.left_out_none"))
        if rows:
            names = ("reason", "source", "out_of", "contacts")
            heads = [Head(word(f"health.{name}"), is_number=name == "contacts") for name in names]
            grid(heads, rows, word("health.left_out"))


def imports(found: Sequence[Manifest], mart: Mart, word: Words, language: str) -> None:
    """Draw every import with its counts, and the files of each."""
    with st.container(border=True, key="panel-imports", gap="xsmall"):
        titled(word("health.imports"), word("health.imports_note").replace("`", ""))
        names = ("import", "source", "system", "imported_at", "newest", "files", *_COUNTS)
        heads = [Head(word(f"health.{name}"), is_number=name in {"files", *_COUNTS}) for name in names]
        rows = [
            [
                Cell(row["import_id"], "mono"),
                Cell(row["source"], "strong"),
                row["system"],
                Cell(_when(row["imported_at"], mart, language), "when"),
                Cell(_when(row["last_at"], mart, language), "when"),
                *(exact(row[name]) for name in ("files", *_COUNTS)),
            ]
            for row in import_rows(found).iter_rows(named=True)
        ]
        grid(heads, rows, word("health.imports"))
        for one in sorted(found, key=lambda one: -one.number):
            _files(one, word)


def _files(one: Manifest, word: Words) -> None:
    title = word("health.files_of", id=one.import_id, source=one.source)
    with st.expander(title):
        heads = [Head(word(f"health.{name}")) for name in ("file", "table", "dialect")]
        rows = [
            [Cell(row["file"], "mono"), row["kind"], Cell(row["dialect"], "quiet"),
             *(exact(row[name]) for name in _COUNTS)]
            for row in file_rows(one).iter_rows(named=True)
        ]  # fmt: skip
        grid([*heads, *(Head(word(f"health.{name}"), is_number=True) for name in _COUNTS)], rows, title)


def _when(moment: datetime | None, mart: Mart, language: str) -> str:
    """Return a stored instant in the report zone; the instants of imports are UTC, with or without a zone."""
    if moment is None:
        return NOTHING
    plain = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    return form.moment(mart.local(plain), language)
