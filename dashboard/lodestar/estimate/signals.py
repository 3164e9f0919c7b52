"""Is a signal worth anything here? Each behaviour against the ratings of the same contacts, over closed weeks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from scipy.stats import fisher_exact, norm
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.multitest import multipletests

LEVEL = 0.05
WEEKS = 12
LEAST_CELL = 5
LEAST_FIRED = 30
HARDLY_ASKED = 0.5
"""Rated this many times less often than the others: ratings cannot speak for these customers."""

VALIDATED = "validated"
BY_FOLLOW_UP = "validated_by_follow_up"
NOT_VALIDATED = "not_validated"
CANNOT = "cannot_be_validated"
VERDICTS = (VALIDATED, BY_FOLLOW_UP, NOT_VALIDATED, CANNOT)


@dataclass(frozen=True)
class SignalWorth:
    """One signal on one channel ("" for all): how the odds of being dissatisfied differ where it fired.

    `odds_ratio` with `low` and `high` (95 %), unchanged where answering depends on satisfaction alone; `unhappy_fired`
    and `unhappy_other` are the raw shares among `fired` and `other` rated contacts. `adjusted_p` is corrected over all
    signals and channels shown together. `trend` is the odds ratio of each third of the weeks, the oldest first.
    `rated_before` of the ratings were given before the behaviour was known.
    """

    signal: str
    channel: str
    fired: int
    other: int
    unhappy_fired: float | None
    unhappy_other: float | None
    odds_ratio: float | None
    low: float | None
    high: float | None
    p_value: float | None
    adjusted_p: float | None
    trend: tuple[float | None, ...]
    coverage_fired: float | None
    coverage_other: float | None
    rated_before: int
    verdict: str


def validate(contacts: pl.DataFrame, signals: Sequence[str], channels: Sequence[str]) -> list[SignalWorth]:
    """Return each signal's worth on all contacts and on each channel.

    `contacts`: eligible ones of the closed weeks, with week_on, channel, is_rated, is_positive, `asked_positive` (the
    follow-up's answer, null where there is none) and per signal `<signal>` (did it fire; null where it could not) and
    `<signal>_late` (the rating came before the behaviour was known).
    """
    found = []
    for channel in ("", *channels):
        part = contacts.filter(pl.col("channel") == channel) if channel else contacts
        found += [_judge(part, signal, channel) for signal in signals]
    places = [place for place, one in enumerate(found) if one.p_value is not None]
    if places:
        adjusted = multipletests([found[place].p_value for place in places], alpha=LEVEL, method="fdr_bh")[1]
        for place, p_value in zip(places, adjusted, strict=True):
            found[place] = replace(found[place], adjusted_p=float(p_value))
    return [replace(one, verdict=_verdict(one, contacts)) for one in found]


def odds(fired: pl.Series, is_unhappy: pl.Series) -> tuple[float, float, float, float] | None:
    """Return the odds ratio of being unhappy where it fired, its 95 % interval, and Fisher's exact p; None if too few.

    Half a contact is added to each cell where one is empty (Haldane 1956).
    """
    cells = np.array(
        [
            [int((fired & is_unhappy).sum()), int((fired & ~is_unhappy).sum())],
            [int((~fired & is_unhappy).sum()), int((~fired & ~is_unhappy).sum())],
        ],
        dtype=float,
    )
    if cells.sum(axis=0).min() < LEAST_CELL or cells.sum(axis=1).min() < LEAST_CELL:
        return None
    table = Table2x2(cells if cells.min() else cells + 0.5, shift_zeros=False)
    low, high = table.oddsratio_confint(LEVEL)
    return float(table.oddsratio), float(low), float(high), float(fisher_exact(cells).pvalue)


def _judge(part: pl.DataFrame, signal: str, channel: str) -> SignalWorth:
    known = part.filter(pl.col(signal).is_not_null())
    rated = known.filter("is_rated")
    fired, is_unhappy = rated[signal], ~rated["is_positive"].cast(pl.Boolean)
    measured = odds(fired, is_unhappy)
    ratio, low, high, p_value = measured or (None, None, None, None)
    return SignalWorth(
        signal=signal,
        channel=channel,
        fired=int(fired.sum()),
        other=int((~fired).sum()),
        unhappy_fired=_share(is_unhappy.filter(fired)),
        unhappy_other=_share(is_unhappy.filter(~fired)),
        odds_ratio=ratio,
        low=low,
        high=high,
        p_value=p_value,
        adjusted_p=None,
        trend=_trend(rated, signal),
        coverage_fired=_share(known.filter(pl.col(signal))["is_rated"]),
        coverage_other=_share(known.filter(~pl.col(signal))["is_rated"]),
        rated_before=int(rated[f"{signal}_late"].sum()),
        verdict=NOT_VALIDATED,
    )


def _trend(rated: pl.DataFrame, signal: str) -> tuple[float | None, ...]:
    weeks = rated["week_on"].unique().sort()
    thirds = [part for part in np.array_split(weeks.to_numpy(), 3) if len(part)]
    found: list[float | None] = []
    for part in thirds:
        some = rated.filter(pl.col("week_on").is_in(pl.Series(part).cast(pl.Date).implode()))
        measured = odds(some[signal], ~some["is_positive"].cast(pl.Boolean))
        found.append(measured[0] if measured else None)
    return tuple(found)


def _verdict(one: SignalWorth, contacts: pl.DataFrame) -> str:
    """Return one of the four verdicts; a signal is worth something where the unhappy are more among those it marks."""
    if one.adjusted_p is not None and one.adjusted_p < LEVEL and (one.odds_ratio or 0) > 1:
        return VALIDATED
    if _is_validated_by_asking(one, contacts):
        return BY_FOLLOW_UP
    is_hardly_asked = (
        one.coverage_fired is not None
        and one.coverage_other is not None
        and one.coverage_fired < HARDLY_ASKED * one.coverage_other
    )
    return CANNOT if one.odds_ratio is None or one.fired < LEAST_FIRED or is_hardly_asked else NOT_VALIDATED


def _is_validated_by_asking(one: SignalWorth, contacts: pl.DataFrame) -> bool:
    part = contacts.filter(pl.col("channel") == one.channel) if one.channel else contacts
    asked = part.filter(pl.col("asked_positive").is_not_null() & pl.col(one.signal).is_not_null())
    measured = odds(asked[one.signal], ~asked["asked_positive"].cast(pl.Boolean))
    return measured is not None and measured[0] > 1 and measured[3] < LEVEL


def _share(values: pl.Series) -> float | None:
    return float(values.cast(pl.Float64).mean()) if len(values) else None  # type: ignore[arg-type]


def least_ratio(fired: int, other: int, unhappy: float) -> float:
    """Return the odds ratio that so many contacts would show four times in five: what "not validated" leaves open."""
    needed = norm.ppf(1 - LEVEL / 2) + norm.ppf(0.8)
    error = np.sqrt((1 / fired + 1 / other) / (unhappy * (1 - unhappy)))
    return float(np.exp(needed * error))
