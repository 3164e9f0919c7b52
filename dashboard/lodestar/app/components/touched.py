"""Does a failed check touch this number? Asked wherever a number is shown."""

from html import escape

import streamlit as st

from lodestar.app import session
from lodestar.app.view import View
from lodestar.app.words import Words
from lodestar.checks.results import CheckResult, Results, load_results, results_file
from lodestar.checks.touching import offending_sources, touching
from lodestar.metrics.catalogue import load_catalogue


@st.cache_resource(max_entries=4, show_spinner=False)
def _known(folder: str, stamp: int) -> tuple[Results, dict[str, tuple[str, ...]]]:  # noqa: ARG001 - new outcomes, new
    data = session.data_folder()
    results = load_results(data)
    return results, offending_sources(data, results.failed)


def outcomes() -> tuple[Results, dict[str, tuple[str, ...]]]:
    """Return the newest outcomes of the checks, and per failed check the sources whose rows offend.

    Read again only when checks have run.
    """
    file = results_file(session.data_folder())
    stamp = file.stat().st_mtime_ns if file.exists() else 0
    return _known(str(file), stamp)


def touched(metric: str, view: View) -> list[CheckResult]:
    """Return the failed checks that touch a metric's number in this view, the stopping ones first."""
    results, sources_of = outcomes()
    condition = view.condition("source")
    sources = condition.values if condition and not condition.excludes else ()
    return touching(metric, results.failed, load_catalogue().metrics.values(), sources_of, sources)


def badge(metric: str, view: View, word: Words, language: str) -> str:
    """Return the badge of a metric as HTML: how many failed checks touch it and which; empty where none does."""
    failed = touched(metric, view)
    if not failed:
        return ""
    titles = word("health.between").join(one.check.words("zh" if language == "zh" else "en").title for one in failed)
    name = "health.touched_one" if len(failed) == 1 else "health.touched"
    values = {"titles": titles} if len(failed) == 1 else {"titles": titles, "n": str(len(failed))}
    return f'<p class="ls-touched">{escape(word(name, **values))}</p>'
