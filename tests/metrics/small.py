"""A mart of a few contacts, told by what a test is about."""

from datetime import date, datetime
from pathlib import Path

import polars as pl

from lodestar.metrics.mart import Mart
from tests.support.mart import publish, small_tables


def small_mart(folder: Path, rows: pl.DataFrame, **others: pl.DataFrame) -> Mart:
    """Return a mart of these contacts and other tables; what the contacts do not say is the same for all."""
    days = {
        "contact_key": pl.int_range(pl.len(), dtype=pl.Int64),
        "source": pl.lit("desk"),
        "channel": pl.lit("email"),
        "opened_on": pl.lit(date(2026, 2, 2)),
        "ended_on": pl.lit(date(2026, 2, 2)),
        "opened_at": pl.lit(datetime(2026, 2, 2, 3)),
        "is_open": pl.lit(value=False),
        "is_ended": pl.lit(value=True),
        "customer_key": pl.lit(None, dtype=pl.Int64),
        "agent": pl.lit(None, dtype=pl.String),
        "rated_agent_id": pl.lit(None, dtype=pl.String),
    }
    made = rows.with_columns(**{name: kind for name, kind in days.items() if name not in rows.columns})
    version = len(list(folder.glob("marts/*.duckdb"))) + 1
    return publish(folder, {"mart_contacts": made, **small_tables(), **others}, version)
