"""Who is asked about a closed week? Customers at random, then one contact of each; kept before any list is written."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from math import ceil
from secrets import randbelow

import numpy as np
import polars as pl

from lodestar.errors import LodestarError
from lodestar.estimate.follow_up import MODE_FROM, draw_size
from lodestar.follow_ups.frame import Frame, read_frame, read_week
from lodestar.metrics.mart import Mart
from lodestar.metrics.periods import period_name
from lodestar.state.follow_ups import RATER, SILENT, Draw, DrawnContact, list_draws, save_draw

ANSWERS = 50
"""Answers wanted of one week: eight weeks of them make a headline figure."""
_SEEDS = 2**32


@dataclass(frozen=True)
class Wanted:
    """What is asked for: so many `answers`, or as many as leave +-`within` points; `completion` is the share expected
    to answer, `raters` how many answers of raters. No `seed`: one is chosen and kept.
    """

    answers: int | None = None
    within: float | None = None
    completion: float = 0.5
    raters: int = MODE_FROM
    seed: int | None = None


@dataclass(frozen=True)
class Drawn:
    """A draw in force for the week asked for; `is_new` says whether this call made it."""

    draw: Draw
    is_new: bool


def draw_week(
    mart: Mart,
    wanted: Wanted,
    week: str | None = None,
    *,
    again: bool = False,
    drawn_by: str = "",
    now: datetime | None = None,
) -> Drawn:
    """Return the draw for a closed week (the last one for None): the one there is, else, or with `again`, a new one.

    Raises LodestarError where the week is not closed, nobody can be drawn, or what is wanted makes no sense.
    """
    _refuse_nonsense(wanted)
    monday = read_week(mart, week)
    name = period_name(monday, "week")
    now = (now or datetime.now(UTC).replace(tzinfo=None)).replace(microsecond=0)
    there = list_draws(mart.data, name)
    if there and not again:
        return Drawn(there[-1], is_new=False)
    frame = read_frame(mart, monday, now)
    kept = None
    if len(list_draws(mart.data, name)) == len(there):
        draw, contacts = _draw(frame, wanted, monday, now)
        kept = save_draw(mart.data, replace(draw, number=len(there) + 1, drawn_by=drawn_by), contacts)
    # None: somebody else drew at the same moment, and theirs is the draw.
    return Drawn(kept or list_draws(mart.data, name)[-1], is_new=kept is not None)


def sample(contacts: pl.DataFrame, customers: int, random: np.random.Generator) -> pl.DataFrame:
    """Return one contact each of so many customers, at random, with its `chance` of being drawn: m / (M * k).

    m customers of M are drawn, and one of a customer's k contacts. The same seed draws the same from the same contacts
    in the same order.
    """
    places = contacts.with_row_index("place").group_by("customer", maintain_order=True).agg("place")
    size = min(customers, places.height)
    chosen = places[np.sort(random.choice(places.height, size, replace=False)).tolist()] if size else places.clear()
    picked = [rows[int(random.integers(len(rows)))] for rows in chosen["place"].to_list()]
    chance = [size / (places.height * len(rows)) for rows in chosen["place"].to_list()]
    return contacts[picked].with_columns(pl.Series("chance", chance, dtype=pl.Float64))


def _draw(frame: Frame, wanted: Wanted, monday: date, now: datetime) -> tuple[Draw, list[DrawnContact]]:
    name = period_name(monday, "week")
    if frame.silent.is_empty():
        raise LodestarError(
            f"Nobody of {name} can be asked: of {frame.counts.eligible:,} eligible contacts {_left_out(frame)}. "
            "Choose another --week."
        )
    answers = wanted.answers or ANSWERS
    if wanted.within is not None:
        answers = draw_size(wanted.within / 100, 1.0, frame.silent_part)
    seed = randbelow(_SEEDS) if wanted.seed is None else wanted.seed
    kinds = ((SILENT, frame.silent, answers), (RATER, frame.raters, wanted.raters))
    parts = [
        sample(contacts, to_draw(asked, wanted.completion), np.random.default_rng([seed, number])).with_columns(
            pl.lit(kind).alias("frame")
        )
        for number, (kind, contacts, asked) in enumerate(kinds)
    ]
    both = pl.concat(parts)
    mixed = both[np.random.default_rng([seed, len(kinds)]).permutation(both.height).tolist()].drop("customer")
    contacts = [DrawnContact(place=place, **row) for place, row in enumerate(mixed.iter_rows(named=True), 1)]
    draw = Draw(
        week=name,
        number=1,
        drawn_at=now,
        drawn_by="",
        seed=seed,
        answers_wanted=answers,
        raters_wanted=wanted.raters,
        completion_expected=wanted.completion,
        frame=frame.counts,
    )
    return draw, contacts


def to_draw(answers: int, completion: float) -> int:
    """Return how many to draw for so many answers."""
    return ceil(round(answers / completion, 6))


def _left_out(frame: Frame) -> str:
    counts = frame.counts
    return (
        f"{counts.never_invited:,} are of kinds never invited, {counts.unidentified:,} of unknown customers, "
        f"{counts.asked_lately:,} of customers asked lately, and the rest rated"
    )


def _refuse_nonsense(wanted: Wanted) -> None:
    if wanted.answers is not None and wanted.within is not None:
        raise LodestarError("Give --answers or --within, not both: one follows from the other.")
    if wanted.answers is not None and wanted.answers < 1:
        raise LodestarError(f"--answers {wanted.answers} is too few: give 1 or more.")
    if wanted.within is not None and not 0 < wanted.within < 50:  # noqa: PLR2004  # half of all there is
        raise LodestarError(f"--within {wanted.within:g} is no margin: give points above 0 and below 50, such as 5.")
    if not 0 < wanted.completion <= 1:
        raise LodestarError(f"--completion {wanted.completion:g} is no share: give more than 0 and at most 1.")
    if wanted.raters < MODE_FROM:
        raise LodestarError(
            f"--raters {wanted.raters} is too few: {MODE_FROM} answers of raters are needed to measure how much kinder "
            "customers answer when asked in person."
        )
    if wanted.seed is not None and not 0 <= wanted.seed < _SEEDS:
        raise LodestarError(f"--seed {wanted.seed} is out of range: give a whole number from 0 to {_SEEDS - 1:,}.")
