"""Estimate every closed week of the next mart and write the tables that pages, packs, exports and `query` read.

A week whose contacts, and those of the weeks it learns from, have not changed is not computed again: what was found is
kept under the hash of all it was made from.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import duckdb
import polars as pl
from threadpoolctl import threadpool_limits

from lodestar.datafolder import DataFolder, write_atomically
from lodestar.estimate import index_models
from lodestar.estimate.asked import asked_contacts
from lodestar.estimate.claims import with_claims
from lodestar.estimate.contacts import arrays
from lodestar.estimate.design import Feature, read_features
from lodestar.estimate.guards import is_calibrated, slope
from lodestar.estimate.index import IndexModel, index_of
from lodestar.estimate.reading import SEGMENTS, closed_weeks, numbered, read_week, refuse_late
from lodestar.estimate.shifts import Shift, find_shifts
from lodestar.estimate.signal_worth import signal_rows
from lodestar.estimate.table import Row, estimate_row, index_columns, shift_rows, write_table
from lodestar.estimate.weekly import ALL, WEEKS_BEFORE, Estimate, estimate_week
from lodestar.settings import load_settings

FORMAT = 2
"""Raised when a week would be estimated differently from the same contacts."""
_SEED = 2026


@dataclass(frozen=True)
class _Asked:
    """What one week is estimated from: its window of contacts, what was asked, and the weeks it may be held against."""

    week_on: date
    contacts: pl.DataFrame
    asked: pl.DataFrame
    since: date
    model: IndexModel | None


def estimate_all(data: DataFolder, work: duckdb.DuckDBPyConnection) -> None:
    """Write mart_estimates and the tables beside it into the next mart. Call between its models and its checks.

    Raises LodestarError where a feature is known too late.
    """
    with threadpool_limits(limits=1, user_api="blas"):  # matrices this small are slower on several threads
        _estimate_all(data, work, asked_contacts(data, work))


def _estimate_all(data: DataFolder, work: duckdb.DuckDBPyConnection, asked: pl.DataFrame) -> None:
    features = read_features()
    refuse_late(work, features)
    target = load_settings(data.settings_file).targets.csat
    weeks = closed_weeks(work)
    frames: dict[date, pl.DataFrame] = {}
    models = index_models.read(data)
    found: list[dict[str, list[Row]]] = []
    since = weeks[0] if weeks else date.min
    for week_on in weeks:
        frames[week_on] = read_week(work, week_on, features)
        first = week_on - timedelta(weeks=WEEKS_BEFORE)
        frames = {week: frame for week, frame in frames.items() if week >= first}
        window = numbered(pl.concat(frames.values()))
        models = index_models.with_next(models, window, week_on, features)
        one = _Asked(
            week_on, window, _asked_of(window, asked), max(since, first), index_models.in_force(models, week_on)
        )
        found.append(_kept_or_made(data, one, features, target))
        if found[-1]["shifts"]:
            since = week_on
    rows = with_claims([row for one in found for row in one["estimates"]], [one["shifts"] for one in found])
    write_table(work, "mart_estimates", rows)
    for name in ("shifts", "never_asked", "raters"):
        write_table(work, f"mart_estimate_{name}", [row for one in found for row in one[name]])
    write_table(work, "mart_index_models", index_models.as_rows(models))
    write_table(work, "mart_signal_worth", signal_rows(work, weeks, asked))


def _asked_of(window: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """Return what was asked of these contacts, by the numbers they have among themselves."""
    keys = window.select(pl.col("mart_key").alias("contact_key"), pl.col("contact_key").alias("place"))
    those = asked.join(keys, on="contact_key").with_columns(pl.col("place").alias("contact_key"))
    return those.drop("place").sort("contact_key")


def _kept_or_made(
    data: DataFolder, one: _Asked, features: Sequence[Feature], target: float | None
) -> dict[str, list[Row]]:
    folder = data.cache / "estimates"
    file = folder / f"{one.week_on}-{_hash(one, features, target)}.json"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob(f"{one.week_on}-*"):
            old.unlink()
        write_atomically(file, json.dumps(_make(one, features, target), default=str))
    rows: dict[str, list[Row]] = json.loads(file.read_text(encoding="utf-8"))
    return {name: [row | {"week_on": one.week_on} for row in some] for name, some in rows.items()}


def _hash(one: _Asked, features: Sequence[Feature], target: float | None) -> str:
    """Return the hash of all that a week's figures are made from, but for keys that a rebuild numbers anew."""
    held = hashlib.sha256(f"{FORMAT} {features} {SEGMENTS} {target} {one.since} {one.model}".encode())
    for frame in (one.contacts.drop("mart_key"), one.asked):
        held.update(f"{frame.schema}".encode())
        held.update(frame.hash_rows(_SEED).to_numpy().tobytes())
    return held.hexdigest()[:24]


def _make(one: _Asked, features: Sequence[Feature], target: float | None) -> dict[str, list[Row]]:
    week = estimate_week(one.contacts, one.week_on, features, SEGMENTS, target=target, asked=one.asked)
    rows = [estimate_row(week, estimate) for estimate in week.estimates]
    now = week.contacts
    before = week.window.filter(pl.col("week_on").is_between(one.since, one.week_on, closed="left"))
    if one.model:
        rows = _with_index(rows, week.estimates, one.model, now, week.window)
    shifts = [_with_name(shift, now) for shift in find_shifts(now, before)]
    return {
        "estimates": rows,
        "shifts": shift_rows(one.week_on, shifts),
        "never_asked": week.never_asked.to_dicts(),
        "raters": week.raters.to_dicts(),
    }


def _with_name(shift: Shift, now: pl.DataFrame) -> Shift:
    """Return a shift with the agent's id in the place of the number that stands for it."""
    if shift.dimension != "agent":
        return shift
    return replace(shift, value=str(now.filter(pl.col("agent") == int(shift.value))["agent_id"][0]))


def _with_index(
    rows: Sequence[Row], estimates: Sequence[Estimate], model: IndexModel, now: pl.DataFrame, window: pl.DataFrame
) -> list[Row]:
    """Return the rows with the behaviour index of their contacts; hidden where the model no longer fits raters."""
    now = now.with_columns(pl.Series("index_chance", model.chances(now)))
    raters = window.filter("is_rated")
    fits = raters["is_positive"].n_unique() > 1 and is_calibrated(slope(arrays(raters).positive, model.chances(raters)))
    made = []
    for row, one in zip(rows, estimates, strict=True):
        part = now if one.dimension == ALL else now.filter(pl.col(one.dimension).eq_missing(one.value))
        found = index_of(model, part["index_chance"].to_numpy(), arrays(part).clusters)
        made.append(row | index_columns(found, model.version, fits))
    return made
