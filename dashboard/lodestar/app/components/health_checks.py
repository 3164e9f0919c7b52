"""The checks on Data health: what failed and what to do, the offending rows, and the list of all."""

from html import escape
from pathlib import Path

import streamlit as st

from lodestar.app import format as form
from lodestar.app import session
from lodestar.app.components.grid import Cell, Head, exact, grid
from lodestar.app.words import Words
from lodestar.cells import safe_text
from lodestar.checks.catalogue import Check, Language
from lodestar.checks.results import CheckResult, Results
from lodestar.checks.shown import check_rows, offending
from lodestar.checks.suites import docs_folder
from lodestar.checks.touching import touched_by
from lodestar.metrics.catalogue import load_catalogue

ROWS_SHOWN = 200
_LOOKS = {"stop": "worse", "warn": "strong", "passed": "", "no_data": "quiet"}


def failed_check(result: CheckResult, word: Words, language: Language) -> None:
    """Draw one failed check: what was found, what to do, whether the pages hold, which numbers, and its rows."""
    check = result.check
    with st.container(border=True, key=f"panel-check-{check.id}", gap="xsmall"):
        st.html(_told(result, word, language), width="stretch")
        rows = offending(session.data_folder(), check.id, ROWS_SHOWN)
        if rows.is_empty():
            st.caption(word("health.no_rows"))
            return
        shown = {"shown": form.count(rows.height, language), "count": form.count(result.count, language)}
        with st.expander(word("health.see_rows", **shown)):
            st.dataframe(rows, hide_index=True, height="content" if rows.height < 10 else 360)  # noqa: PLR2004 - a screenful
            st.download_button(
                word("health.download"),
                lambda: _csv(check.id),
                file_name=f"{check.id}.csv",
                mime="text/csv",
                key=f"rows-{check.id}",
                on_click="ignore",
            )


def _csv(check: str) -> bytes:
    """Return every kept row of a check as CSV that a spreadsheet opens without running anything."""
    return b"\xef\xbb\xbf" + safe_text(offending(session.data_folder(), check)).write_csv().encode()


def _told(result: CheckResult, word: Words, language: Language) -> str:
    check, words = result.check, result.check.words(language)
    metrics = load_catalogue().metrics
    touched = [metrics[name].words(language).label for name in sorted(touched_by(check, metrics.values()))]
    columns = {
        "health.fix": words.fix,
        "health.use": words.use,
        "health.touches": word("health.between").join(touched) or word("health.touches_none"),
    }
    parts = "".join(f"<div><h3>{escape(word(name))}</h3><p>{escape(text)}</p></div>" for name, text in columns.items())
    return (
        f'<div class="ls-check-head"><span class="ls-pill {check.severity}">{escape(word(f"health.{check.severity}"))}'
        f'</span><h2 class="ls-panel-title">{escape(words.title)}</h2></div>'
        f'<p class="ls-meta">{escape(_found(result, word, language))}</p><div class="ls-check">{parts}</div>'
    )


def _found(result: CheckResult, word: Words, language: Language) -> str:
    values = {
        "count": form.count(result.count, language),
        "rows": form.count(result.rows, language),
        "table": result.check.table,
    }
    if result.check.threshold.share is None:
        found = word("health.found", **values)
    else:
        found = word("health.found_share", share=_percent(result.share), **values)
    tolerated = word(
        "health.tolerated",
        since=form.day(result.check.since, language, year=True),
        limit=_limit(result.check, word, language),
    )
    return f"{found} · {tolerated}"


def _limit(check: Check, word: Words, language: Language) -> str:
    if check.threshold.share:
        return word("health.share_tolerated", share=_percent(check.threshold.share))
    if check.threshold.count:
        return word("health.rows_tolerated", n=form.count(check.threshold.count, language))
    return word("health.none_tolerated")


def _percent(share: float) -> str:
    return f"{share:.2%}" if share < 0.1 else f"{share:.0%}"  # noqa: PLR2004 - thresholds are fractions of a percent


def all_checks(results: Results, word: Words, language: Language) -> None:
    """Draw every check in one table, the failed ones first, and where the Data Docs lie."""
    rows = check_rows(results, language)
    checks = {result.check.id: result.check for stage in results.stages for result in stage.results}
    with st.expander(word("health.all_checks", n=form.count(rows.height, language))):
        grid(
            [Head(word(f"health.{name}"), name in {"count", "of_rows"}) for name in _COLUMNS],
            [_check_cells(row, checks[row["check"]], word, language) for row in rows.iter_rows(named=True)],
            word("health.all_checks", n=form.count(rows.height, language)),
        )


_COLUMNS = ("state", "check", "table", "count", "of_rows", "tolerated_head")


def _check_cells(row: dict[str, object], check: Check, word: Words, language: Language) -> list[str | Cell]:
    state = str(row["state"])
    return [
        Cell(word(f"health.{state}"), _LOOKS[state]),  # type: ignore[arg-type]
        str(row["title"]),
        Cell(check.table, "mono"),
        exact(row["count"]),
        exact(row["rows"]),
        Cell(_limit(check, word, language), "quiet"),
    ]


def _place(page: Path) -> str:
    """Return where a file lies from the data folder on, without where that folder lies on this machine."""
    root = session.data_folder().root
    return (Path(root.resolve().name) / page.relative_to(root)).as_posix()


def data_docs(results: Results, word: Words) -> None:
    """Say where the full reports of the checks lie; they are files, opened in a browser on the same machine."""
    folder = session.data_folder()
    pages = [docs_folder(folder, stage.stage) / "index.html" for stage in results.stages]
    listed = "".join(f'<li class="ls-mono">{escape(_place(page))}</li>' for page in pages if page.exists())
    note = word("health.docs_note") if listed else word("health.docs_none")
    st.html(
        f'<h2 class="ls-panel-title">{escape(word("health.docs"))}</h2><p class="ls-meta">{escape(note)}</p>'
        f'<ul class="ls-paths">{listed}</ul>',
        width="stretch",
    )
