"""One estimate as one row of mart_estimates; queries/marts/mart_estimates.toml says what each column is."""

from datetime import date

import duckdb
import polars as pl

from lodestar.estimate.guards import ESTIMATED
from lodestar.estimate.index import Indexed
from lodestar.estimate.shifts import Shift
from lodestar.estimate.weekly import Estimate, Week
from lodestar.locate import program_folder
from lodestar.models.publish import NEXT
from lodestar.toml_files import read_toml

Row = dict[str, object]


def estimate_row(week: Week, one: Estimate) -> Row:
    """Return what one estimate says, without what is known only beside other weeks (index, breaks, changes)."""
    row: Row = {
        "week_on": week.week_on,
        "dimension": one.dimension,
        "value": one.value,
        "state": one.state,
        "never_answer": "; ".join(f"{feature}={level}" for feature, level in one.never_answer) or None,
        "eligible": one.eligible,
        "not_asked": one.not_asked,
        "contacts": one.contacts,
        "invited": one.invited,
        "rated": one.rated,
        "positive": one.positive,
        "n_effective": one.effective,
    }
    if week.worth:
        row |= {"auc": week.worth.auc, "auc_low": week.worth.auc_low, "auc_high": week.worth.auc_high}
        row |= {"calibration_slope": week.worth.slope}
    if one.adjusted:
        row |= {
            "weight_effect": one.adjusted.weight_effect,
            "largest_weight": one.adjusted.largest_weight,
            "trimmed": one.adjusted.trimmed,
        }
    return row | _figure(one) | _asked(one)


def _figure(one: Estimate) -> Row:
    """Return the figure with all that hangs on it; nothing where a guard-rail refuses it: nobody can take it away."""
    if one.state != ESTIMATED or one.adjusted is None:
        return {}
    row: Row = {
        "estimate": one.adjusted.value,
        "low": one.adjusted.low,
        "high": one.adjusted.high,
        "standard_error": one.adjusted.standard_error,
        "silent": one.adjusted.silent,
    }
    for span in one.ranges:
        name = f"odds_{span.odds:g}".replace(".", "_")
        row |= {f"{name}_low": span.low, f"{name}_high": span.high}
        row |= {f"{name}_silent_low": span.silent_low, f"{name}_silent_high": span.silent_high}
    if one.tipping:
        row |= {"target": one.tipping.target, "tipping_silent": one.tipping.silent, "tipping_odds": one.tipping.odds}
    return row


def _asked(one: Estimate) -> Row:
    asked = one.followed
    if not asked:
        return {}
    row: Row = {
        "asked_method": asked.method,
        "asked_estimate": asked.value,
        "asked_low": asked.low,
        "asked_high": asked.high,
        "asked_silent": asked.silent,
        "asked_odds": asked.odds,
        "asked_drawn": asked.drawn,
        "asked_completed": asked.completed,
        "asked_range_low": asked.range_low,
        "asked_range_high": asked.range_high,
    }
    if asked.mode_shift:
        row |= {"mode_shift": asked.mode_shift.shift, "mode_shift_error": asked.mode_shift.standard_error}
        row |= {"mode_shift_n": asked.mode_shift.n}
    return row


def index_columns(found: Indexed, version: int, is_shown: bool) -> Row:
    """Return what the behaviour index says of one row; hidden where it is no longer calibrated."""
    half = 1.959963984540054 * found.error / found.share * found.index if found.share else 0.0
    shown: Row = {"index": found.index, "index_low": found.index - half, "index_high": found.index + half}
    return {
        "index_version": version,
        "index_share": found.share,
        "index_error": found.error,
        "is_index_shown": is_shown,
    } | (shown if is_shown else {})


def shift_rows(week_on: date, shifts: list[Shift]) -> list[Row]:
    """Return one row of mart_estimate_shifts per thing that changed."""
    return [
        {
            "week_on": week_on,
            "rank": place,
            "kind": one.kind,
            "dimension": one.dimension,
            "value": one.value,
            "before": one.before,
            "now": one.now,
        }
        for place, one in enumerate(shifts, start=1)
    ]


def write_table(work: duckdb.DuckDBPyConnection, name: str, rows: list[Row]) -> None:
    """Write one table of the next mart: the columns its description lists; what a row does not say is null."""
    schema = {column: _TYPES[kind] for column, kind in described(name).items()}
    frame = pl.DataFrame([{column: row.get(column) for column in schema} for row in rows], schema)  # noqa: F841
    work.execute(f"create or replace table {NEXT}.{name} as select * from frame")


def described(name: str) -> dict[str, str]:
    """Return the columns of a table of estimates and their types, as queries/marts/<name>.toml has them."""
    values = read_toml(program_folder("queries") / "marts" / f"{name}.toml")
    return {column: str(said["type"]) for column, said in values.items() if isinstance(said, dict)}


_TYPES: dict[str, pl.DataType] = {
    "text": pl.String(), "bigint": pl.Int64(), "double": pl.Float64(), "boolean": pl.Boolean(), "date": pl.Date(),
}  # fmt: skip
