"""One week's estimate, of all contacts and of each segment: predictions once, then every figure from them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import polars as pl

from lodestar.estimate.adjusted import Adjusted, adjust
from lodestar.estimate.clusters import design_effect
from lodestar.estimate.contacts import Rated, arrays
from lodestar.estimate.design import Feature, Floats, learn_columns, matrix
from lodestar.estimate.follow_up import Answers, FollowedUp, follow_up, mode_shift
from lodestar.estimate.guards import NEVER_ANSWER, Worth, guard, seldom_answering, worth
from lodestar.estimate.learning import Bools, cross_fit
from lodestar.estimate.profile import never_asked, surveyable, who_answers
from lodestar.estimate.ranges import Range, Tipping, ranges, tipping

WEEKS_BEFORE = 8
"""Closed weeks before the one estimated that the outcome model learns from, and that follow-ups are pooled over."""
ALL = "all"


@dataclass(frozen=True)
class Estimate:
    """What is known of one segment in one week; `dimension` is ALL and `value` None for all contacts.

    `eligible` contacts, `not_asked` of them in strata never invited; the rest is estimated. `adjusted` stands whatever
    the guard says: nothing may be shown of it unless `state` is ESTIMATED.
    """

    dimension: str
    value: str | None
    state: str
    eligible: int
    not_asked: int
    contacts: int
    invited: int | None
    rated: int
    positive: int
    effective: float
    adjusted: Adjusted | None
    ranges: list[Range]
    tipping: Tipping | None
    followed: FollowedUp | None
    never_answer: list[tuple[str, str]]


@dataclass(frozen=True)
class Week:
    """One week: its estimates, what predictions were worth, and the contacts learned from, each `predicted`.

    `raters`: who among those answers, as profile.who_answers has it.
    """

    week_on: date
    estimates: list[Estimate]
    worth: Worth | None
    never_asked: pl.DataFrame
    raters: pl.DataFrame
    window: pl.DataFrame = field(repr=False)

    @property
    def contacts(self) -> pl.DataFrame:
        """Return the week's own contacts."""
        return self.window.filter(pl.col("week_on") == self.week_on)


NO_ANSWERS = pl.DataFrame(
    schema={
        "contact_key": pl.Int64, "frame": pl.String, "chance": pl.Float64, "is_answered": pl.Boolean,
        "is_positive": pl.Boolean,
    }
)  # fmt: skip


def estimate_week(
    contacts: pl.DataFrame,
    week_on: date,
    features: Sequence[Feature],
    segments: Sequence[str] = (),
    *,
    target: float | None = None,
    asked: pl.DataFrame = NO_ANSWERS,
) -> Week:
    """Return one week's estimates.

    `contacts` as in contacts.py, of this week and up to eight closed weeks before it; `asked`: one row per contact
    drawn for a follow-up in those weeks, with `frame` (silent or rater), `chance` of being drawn, the answer if any.
    """
    first = week_on - timedelta(weeks=WEEKS_BEFORE)
    window = contacts.filter(pl.col("week_on").is_between(first, week_on)).sort("contact_key")
    is_week = window["week_on"] == week_on
    eligible = window.filter(is_week)
    columns = learn_columns(window, features)
    made_of_all = matrix(window, columns)
    window = window.with_columns(pl.Series("predicted", _outcomes(window, made_of_all)))
    predicted = surveyable(window.filter(is_week)).sort("contact_key")
    made = _Made(predicted, features)
    could_be_asked = _could_be_asked(window, asked)
    raters = window.filter("is_rated")
    found = worth(raters["is_positive"].cast(pl.Float64).to_numpy(), raters["predicted"].to_numpy())
    cuts = [_Cut(ALL, None, eligible, could_be_asked)]
    for name in segments:
        for value in eligible[name].unique().sort(nulls_last=True).to_list():
            is_part = pl.col(name).eq_missing(pl.lit(value))
            cuts.append(_Cut(name, value, eligible.filter(is_part), could_be_asked.filter(is_part)))
    estimates = [_estimate(made, found, cut, target, asked) for cut in cuts]
    answers = who_answers(made_of_all, columns, window["is_rated"].to_numpy())
    return Week(week_on, estimates, found, never_asked(eligible), answers, window)


@dataclass(frozen=True)
class _Cut:
    """One part of the contacts: those of the week, and those of the whole window that could be asked in their week."""

    dimension: str
    value: str | None
    eligible: pl.DataFrame
    could_be_asked: pl.DataFrame


def _outcomes(window: pl.DataFrame, made: Floats) -> Floats:
    """Return every contact's chance of being satisfied, from raters of the other customers."""
    known = arrays(window)
    return cross_fit(made, known.positive, known.rated, np.ones(len(made), dtype=bool), known.customer)


class _Made:
    """The week's contacts that could be asked, with their chances of answering: from this week alone."""

    def __init__(self, contacts: pl.DataFrame, features: Sequence[Feature]) -> None:
        self.contacts, self.known = contacts, arrays(contacts)
        self.columns = learn_columns(contacts, features)
        self.matrix = matrix(contacts, self.columns)
        self.chance = _answering(contacts, self.known, self.matrix)
        self.predicted = contacts["predicted"].to_numpy()

    def rows(self, dimension: str, value: str | None) -> Bools:
        if dimension == ALL:
            return np.ones(self.contacts.height, dtype=bool)
        return self.contacts.select(pl.col(dimension).eq_missing(value)).to_series().to_numpy()


def _answering(contacts: pl.DataFrame, known: Rated, made: Floats) -> Floats:
    """Return P(invited | x) * P(answered | invited, x) where invitations are known, else P(rated | x)."""
    everyone = np.ones(len(made), dtype=bool)
    is_known = contacts["is_invited"].is_not_null().to_numpy()
    invited = contacts["is_invited"].fill_null(value=True).to_numpy()
    answers = cross_fit(made, known.rated.astype(float), invited, everyone, known.customer)
    if not is_known.any():
        return answers
    asks = cross_fit(made, invited.astype(float), is_known, everyone, known.customer)
    return answers * np.where(is_known, asks, 1.0)


def _estimate(made: _Made, found: Worth | None, cut: _Cut, target: float | None, asked: pl.DataFrame) -> Estimate:
    rows = made.rows(cut.dimension, cut.value)
    part = made.known.only(rows)
    predicted, chance = made.predicted[rows], made.chance[rows]
    adjusted = adjust(part.rated, part.positive, predicted, chance, part.clusters) if rows.any() else None
    rated, positive = int(part.rated.sum()), round(float(part.positive.sum()))
    raters = part.only(part.rated)
    effective = rated / design_effect(raters.positive, raters.clusters) if rated else 0.0
    invited = cut.eligible["is_invited"]
    state = guard(effective, rated, positive, found, adjusted)
    refuses = state == NEVER_ANSWER
    return Estimate(
        dimension=cut.dimension,
        value=cut.value,
        state=state,
        eligible=cut.eligible.height,
        not_asked=cut.eligible.height - int(rows.sum()),
        contacts=int(rows.sum()),
        invited=int(invited.sum()) if invited.is_not_null().any() else None,
        rated=rated,
        positive=positive,
        effective=effective,
        adjusted=adjusted,
        ranges=ranges(adjusted, part.rated, predicted) if adjusted else [],
        tipping=tipping(adjusted, part.rated, predicted, target) if adjusted and target is not None else None,
        followed=_followed(cut.could_be_asked, asked),
        never_answer=seldom_answering(chance, made.matrix[rows], made.columns) if refuses else [],
    )


def _could_be_asked(window: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """Return whom follow-ups speak for: of each week the contacts in the frame of its draw; nobody without draws."""
    if asked.is_empty():
        return window.clear()
    weeks = window.partition_by("week_on", maintain_order=True)
    return pl.concat([surveyable(week) for week in weeks]).sort("contact_key")


def _followed(contacts: pl.DataFrame, asked: pl.DataFrame) -> FollowedUp | None:
    """Return the rolling figure by follow-up over the weeks pooled: from the first of them that was drawn from."""
    drawn = contacts.join(asked, on="contact_key", how="inner")
    if drawn.is_empty():
        return None
    window = contacts.filter(pl.col("week_on") >= drawn["week_on"].min()).with_row_index("row")
    drawn = window.join(asked, on="contact_key", how="inner", suffix="_asked").sort("row")
    silent = drawn.filter((pl.col("frame") == "silent") & ~pl.col("is_rated"))
    again = drawn.filter((pl.col("frame") == "rater") & pl.col("is_rated") & pl.col("is_answered"))
    known = arrays(window)
    answers = Answers(
        silent["row"].cast(pl.Int64).to_numpy(),
        silent["chance"].to_numpy(),
        silent["is_answered"].to_numpy(),
        silent["is_positive_asked"].cast(pl.Float64).fill_null(0.0).to_numpy(),
    )
    shift = mode_shift(
        again["is_positive"].cast(pl.Float64).to_numpy(), again["is_positive_asked"].cast(pl.Float64).to_numpy()
    )
    predicted = window["predicted"].to_numpy()
    return follow_up(known.rated, known.positive, predicted, answers, shift=shift, clusters=known.clusters)
