"""The estimate of everybody, asked once for all visitors: the part the filters name, or why there is none."""

from dataclasses import replace
from typing import Any

import polars as pl

from lodestar.app import format as form
from lodestar.app import session
from lodestar.app.components import frame
from lodestar.app.components.kept import kept
from lodestar.app.findings.estimate import kinds_never_asked
from lodestar.app.view import View
from lodestar.app.words import Words
from lodestar.errors import LodestarError
from lodestar.metrics.absent import reason_absent
from lodestar.metrics.card import latest_days
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.estimates import estimated_weeks, is_estimated, never_asked, newest
from lodestar.metrics.found import Found
from lodestar.metrics.periods import last_day_of
from lodestar.metrics.question import Question

METRIC = "csat_estimate"


def question_of(view: View) -> Question:
    """Return the question about everybody for the days and filters in force."""
    mart = session.published()
    first, last = latest_days(mart, METRIC, view.where, view.days) if isinstance(view.days, int) else view.days
    return Question(METRIC, where=view.where, first_day=first, last_day=last)


def get_weeks(view: View) -> Found | None:
    """Return the estimates of the last weeks up to the view's last day; None where its filters have none."""
    mart = session.published()
    if not is_estimated(mart) or reason_absent(mart, load_catalogue().metric(METRIC)):
        return Found(pl.DataFrame(), "")
    question = question_of(view)
    try:
        return kept(estimated_weeks, replace(question, first_day=None))
    except LodestarError:
        return None


def weekly_question(view: View) -> Question | None:
    """Return the question for the weeks of everybody up to the view's last day; None where there is none to show."""
    found = get_weeks(view)
    if found is None or found.rows.is_empty():
        return None
    return replace(question_of(view), grain="week", first_day=found.rows["week_on"][0])


def get_newest(view: View) -> dict[str, Any] | None:
    """Return the newest of them; None where there is none."""
    found = get_weeks(view)
    return newest(found) if found else None


def week_of(row: dict[str, Any] | None, view: View) -> View:
    """Return the view of the week a row was estimated for; the view as it is where there is none."""
    return view.during(row["week_on"], last_day_of(row["week_on"], "week")) if row else view


def which_week(row: dict[str, Any] | None, view: View, word: Words, language: str) -> str:
    """Return which week a row speaks of, where the view has more days than that one."""
    if row is None or view.days in {1, week_of(row, view).days}:
        return ""
    return word(
        "estimate.newest_week", week=form.short_span(row["week_on"], last_day_of(row["week_on"], "week"), language)
    )


def outside(view: View, word: Words, language: str) -> None:
    """Say which kinds of contact the estimate leaves out, as nobody is invited from them, or that filters have none."""
    if get_weeks(view) is None:
        frame.note(word("estimate.not_for_filters"))
    row = get_newest(view)
    if row is None or not row["not_asked"]:
        return
    kinds = never_asked(session.published(), row["week_on"]).rows.to_dicts()
    if text := kinds_never_asked(kinds, word, language):
        frame.note(text)
