"""Did asking change, or who answers, or who came? Then the line is broken: weeks on either side do not compare."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.stats import norm
from statsmodels.stats.multitest import multipletests

from lodestar.estimate.clusters import NOBODY, sum_variance
from lodestar.estimate.learning import Ints

SURVEY_RULE = "survey_rule"
CHANNEL_MIX = "channel_mix"
ANSWERING = "answering"
CUTS = ("handled_by", "is_transferred", "channel", "agent")
"""Where a survey rule is looked for: after handoffs, after transfers, on a channel, on some agents' customers."""
LEAST_CONTACTS = 20
LEAST_MOVE = 0.10
"""Invitations wander by a few points; a rule that changed moves them by far more than ten."""
MOST_MIX = 0.15
MOST_PROFILE = 0.03
LEVEL = 0.001
"""Asked every week of dozens of groups: one in a thousand, after correction, is a false word in twenty years."""


@dataclass(frozen=True)
class Shift:
    """One thing that changed: its kind, where (dimension and value, empty for all), the share before and now."""

    kind: str
    dimension: str
    value: str
    before: float
    now: float


def find_shifts(now: pl.DataFrame, before: pl.DataFrame) -> list[Shift]:
    """Return what changed between the contacts of a week and those of the weeks before, the gravest first.

    Frames as in contacts.py, with `predicted`, the chance of being satisfied given the journey.
    """
    if before.is_empty() or now.is_empty():
        return []
    return [*_survey_rules(now, before), *_mix(now, before), *_answering(now, before)]


def _survey_rules(now: pl.DataFrame, before: pl.DataFrame) -> list[Shift]:
    """Return the groups invited far more or far less often than before, the largest move first."""
    found, chances = [], []
    for cut in (None, *CUTS):
        for value, these, those in _groups(now, before, cut):
            if min(len(these), len(those)) >= LEAST_CONTACTS:
                found.append(Shift(SURVEY_RULE, cut or "", value, float(those.mean()), float(these.mean())))
                chances.append(_p_value(these, those))
    if not found:
        return []
    is_less_likely = multipletests(chances, alpha=LEVEL, method="fdr_bh")[0]
    real = [one for one, is_so in zip(found, is_less_likely, strict=True) if is_so and _moved(one) >= LEAST_MOVE]
    return sorted(real, key=_moved, reverse=True)


def _groups(now: pl.DataFrame, before: pl.DataFrame, cut: str | None) -> list[tuple[str, np.ndarray, np.ndarray]]:
    known = [frame.filter(pl.col("is_invited").is_not_null()) for frame in (now, before)]
    if cut is None:
        return [("", *(_invited(frame) for frame in known))]  # type: ignore[list-item]
    is_named = pl.col(cut).is_not_null() & (pl.col(cut).cast(pl.String) != str(NOBODY))
    parts = [frame.filter(is_named).partition_by(cut, as_dict=True) for frame in known]
    shared = sorted(parts[0].keys() & parts[1].keys())
    return [(str(key[0]), _invited(parts[0][key]), _invited(parts[1][key])) for key in shared]


def _invited(frame: pl.DataFrame) -> np.ndarray:
    return frame["is_invited"].cast(pl.Float64).to_numpy()


def _moved(shift: Shift) -> float:
    return abs(shift.now - shift.before)


def _p_value(these: np.ndarray, those: np.ndarray) -> float:
    """Return the chance of two shares so far apart (two-sided z, pooled)."""
    pooled = (these.sum() + those.sum()) / (len(these) + len(those))
    error = np.sqrt(pooled * (1 - pooled) * (1 / len(these) + 1 / len(those)))
    return float(2 * norm.sf(abs(these.mean() - those.mean()) / error)) if error else 1.0


def _mix(now: pl.DataFrame, before: pl.DataFrame) -> list[Shift]:
    """Return a shift where contacts moved between channels: the channel that moved most stands for it."""
    shares = [frame["channel"].value_counts(normalize=True, name="share") for frame in (now, before)]
    both = shares[0].join(shares[1], on="channel", how="full", coalesce=True, nulls_equal=True, suffix="_before")
    both = both.fill_null(0.0).with_columns((pl.col("share") - pl.col("share_before")).alias("move"))
    if float(both["move"].abs().sum()) / 2 < MOST_MIX:
        return []
    row = both.sort(pl.col("move").abs(), "channel", descending=[True, False]).row(0, named=True)
    return [Shift(CHANNEL_MIX, "channel", row["channel"] or "", row["share_before"], row["share"])]


def _answering(now: pl.DataFrame, before: pl.DataFrame) -> list[Shift]:
    """Return a shift where other kinds of customers answer than before: by how likely they were to be satisfied."""
    (gap, error), (old_gap, old_error) = _profile(now), _profile(before)
    both = float(np.hypot(error, old_error))
    is_far = both > 0 and abs(gap - old_gap) / both > norm.ppf(1 - LEVEL / 2)
    return [Shift(ANSWERING, "", "", old_gap, gap)] if is_far and abs(gap - old_gap) >= MOST_PROFILE else []


def _profile(frame: pl.DataFrame) -> tuple[float, float]:
    """Return by how much raters' predicted satisfaction exceeds that of all, and its standard error."""
    predicted = frame["predicted"].to_numpy()
    rated = frame["is_rated"].to_numpy()
    if not rated.any():
        return 0.0, 0.0
    n, raters = len(rated), int(rated.sum())
    gap = float(predicted[rated].mean() - predicted.mean())
    parts = np.where(rated, (predicted - predicted[rated].mean()) / raters, 0.0) - (predicted - predicted.mean()) / n
    clusters: Sequence[Ints] = [frame["customer"].to_numpy()]
    return gap, float(np.sqrt(sum_variance(parts, clusters)))
