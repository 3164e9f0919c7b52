"""A small published mart, made by hand: the columns metrics read, filled at random from a seed."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl

from lodestar.datafolder import DataFolder
from lodestar.locate import program_folder
from lodestar.metrics.mart import Mart
from lodestar.toml_files import read_toml

DATA_THROUGH = datetime(2026, 3, 31, 20, 0)
FIRST_DAY = date(2026, 1, 1)
RATIOS = (
    "csat", "bot_csat", "company_score", "bot_rating_coverage", "company_rating_coverage", "invite_rate",
    "response_rate", "rating_coverage", "non_rating_rate", "reopen_rate", "reopen_rate_72h", "reopen_rate_7d",
    "reopen_same_ticket_rate", "reopen_new_ticket_rate", "one_contact_resolution", "one_contact_resolution_24h",
    "escalation_rate", "handoff_request_rate", "handoff_success_rate", "no_return_containment", "answered_rate",
    "abandonment_rate", "still_waiting_rate", "service_level", "transfer_rate", "out_of_hours_share", "complaint_rate",
    "signal_handed_over", "signal_returned", "signal_asked_human", "signal_left_queue", "signal_long_wait",
    "signal_same_question", "signal_negative_words", "signal_no_thanks", "signal_channel_change",
    "signal_refund_after", "reopen_after_system_ending_rate",
)  # fmt: skip
ENDS = {
    "first_response": ("answered", "no_reply", "waiting"),
    "first_response_after_handoff": ("answered", "no_reply", "waiting"),
    "queue_wait": ("answered", "abandoned", "waiting"),
}
KINDS: dict[str, pl.DataType] = {
    "text": pl.String(), "bigint": pl.Int64(), "integer": pl.Int32(), "smallint": pl.Int16(), "double": pl.Float64(),
    "boolean": pl.Boolean(), "date": pl.Date(), "timestamp": pl.Datetime("us"),
}  # fmt: skip
PLAIN = ("customer_wait_seconds", "pickup_seconds", "handle_seconds")
SETTINGS = {
    "report_zone": "Asia/Shanghai",
    "issue_level": 2,
    "return_hours": 24,
    "return_hours_mid": 72,
    "return_hours_long": 168,
    "bot_return_hours": 168,
    "rating_age_hours": 72,
    "refund_hours": 168,
    "service_level_seconds": 30,
    "reply_gap_seconds": 300,
}


def contacts(rows: int = 3000, seed: int = 1) -> pl.DataFrame:
    """Return mart_contacts with every dimension, ratio and duration; about one value in ten is unknown."""
    rng = np.random.default_rng(seed)
    opened = np.datetime64(FIRST_DAY, "s") + rng.integers(0, 89 * 86400, rows).astype("timedelta64[s]")
    open_for = rng.lognormal(9, 1.5, rows)
    ended = opened + open_for.astype("timedelta64[s]")
    is_open = ended > np.datetime64(DATA_THROUGH)
    customer = rng.integers(0, rows // 6 + 1, rows)
    agent = rng.integers(0, 12, rows)
    quality = 0.3 + 0.5 * rng.random(12)[agent]
    columns: dict[str, Any] = {
        "contact_key": np.arange(1, rows + 1),
        "contact_id": [f"T{i}#1" for i in range(rows)],
        "root_ticket_id": [f"T{i}" for i in range(rows)],
        "number": np.ones(rows, dtype=np.int64),
        "customer_key": _some(rng, customer),
        "customer_id": _some(rng, np.array([f"c{i}" for i in customer])),
        "is_identified": customer % 7 > 0,
        "source": _pick(rng, rows, ["desk", "chat"], 0),
        "channel": _pick(rng, rows, ["email", "chat", "phone"]),
        "team": _pick(rng, rows, ["Billing", "Night desk", "=cmd|'/C calc'!A0"]),
        "first_team": _pick(rng, rows, ["Billing", "Night desk"]),
        "agent": _some(rng, np.array([f"agent {i:02d}" for i in agent])),
        "issue_1": _pick(rng, rows, ["refund", "delivery"]),
        "issue_2": _pick(rng, rows, ["refund/late", "delivery/lost"]),
        "issue_3": _pick(rng, rows, ["refund/late/bank"]),
        "segment": _pick(rng, rows, ["new", "vip"]),
        "language": _pick(rng, rows, ["en", "zh"]),
        "priority": _pick(rng, rows, ["low", "high"]),
        "handled_by": _pick(rng, rows, ["bot", "human", "bot_then_human", "unknown"], 0),
        "entry_point": _pick(rng, rows, ["app", "O'Brien's page"]),
        "product": _pick(rng, rows, ["phone"]),
        "initiated_by": _pick(rng, rows, ["customer", "agent"], 0),
        "opened_at": opened.astype("datetime64[us]"),
        "recorded_at": pl.Series(ended.astype("datetime64[us]")).set(pl.Series(is_open), None),
        "ended_at": pl.Series(ended.astype("datetime64[us]")).set(pl.Series(is_open), None),
        "is_open": is_open,
        "is_ended": ~is_open,
        "volume_num": rng.integers(0, 2, rows),
        "bot_outcome": _pick(
            rng, rows, ["pending", "handed", "failed", "returned", "denied", "confirmed", "silent"], 0.4
        ),
        "bot_cause": _pick(rng, rows, ["asked_at_once", "rule"], 0.7),
    }
    for name in RATIOS:
        den = rng.integers(0, 2, rows)
        num = den * (rng.random(rows) < quality)
        pending = rng.random(rows) < 0.03
        columns[f"{name}_den"] = pl.Series(den, dtype=pl.Int16).set(pl.Series(pending), None)
        columns[f"{name}_num"] = pl.Series(num, dtype=pl.Int16).set(pl.Series(pending), None)
    for name in (*(f"{name}_seconds" for name in ENDS), *PLAIN):
        columns[name] = _some(rng, np.round(rng.lognormal(6, 1.2, rows) * (1 + agent / 12), 0))
    for name, words in ENDS.items():
        end = pl.Series(np.array(words)[rng.choice(3, rows, p=[0.7, 0.2, 0.1])])
        columns[f"{name}_end"] = end.set(columns[f"{name}_seconds"].is_null(), None)
    columns["is_rating_eligible"] = rng.random(rows) < 0.8
    columns["rated_agent_id"] = _some(rng, np.array([f"agent {i:02d}" for i in agent]), 0.5)
    columns["resolution_seconds"] = np.where(
        is_open, (np.datetime64(DATA_THROUGH, "s") - opened).astype(float), np.floor(open_for)
    )
    columns["resolution_end"] = np.where(is_open, "open", "ended")
    columns["intent"] = _pick(rng, rows, ["where is my order", "退款"], 0.4)
    columns["returns_before"] = pl.Series(rng.integers(0, 4, rows), dtype=pl.Int16)
    columns["return_seconds"] = _some(rng, np.round(rng.lognormal(11, 1, rows), 0), 0.8)
    columns["customer_wait_basis"] = np.where(np.array(columns["source"]) == "desk", "status", "messages")
    for name in ("first_response", "resolution"):  # a third of the time is within opening hours
        columns[f"{name}_business_seconds"] = pl.Series(columns[f"{name}_seconds"]) // 3
    bands = np.array(["under_3_months", "3_to_12_months", "1_to_3_years", "over_3_years"])
    columns["agent_service_length"] = _some(rng, bands[agent % 4])
    return with_described(local_days(pl.DataFrame(columns)), "mart_contacts")


def with_described(frame: pl.DataFrame, mart: str) -> pl.DataFrame:
    """Return the frame with every column that the mart is described to have; one not made up here is unknown."""
    described = read_toml(program_folder("queries") / "marts" / f"{mart}.toml")
    kinds = {name: KINDS[said["type"]] for name, said in described.items()}  # type: ignore[index]
    lacking = {name: pl.lit(None, dtype=kind) for name, kind in kinds.items() if name not in frame.columns}
    return frame.with_columns(**lacking)


def local_days(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the contacts with local day, hour and weekday of opening and ending (Asia/Shanghai is UTC+8)."""
    for name, at in (("opened", "opened_at"), ("ended", "recorded_at")):
        local = pl.col(at) + timedelta(hours=8)
        frame = frame.with_columns(
            local.dt.date().alias(f"{name}_on"),
            local.dt.hour().cast(pl.Int32).alias(f"{name}_hour"),
            local.dt.weekday().cast(pl.Int32).alias(f"{name}_weekday"),
        )
    return frame.sort("ended_on", "team", "contact_key", nulls_last=True)


def small_tables() -> dict[str, pl.DataFrame]:
    """Return what every mart holds beside its facts."""
    inputs = ["tickets", "ticket_events", "messages", "ratings", "orders", "agent_activity", "costs", "ola_policies",
              "customers"]  # fmt: skip
    columns = ["channel", "customer_id", "issue_category", "priority", "created_at", "first_response_at", "solved_at"]
    return {
        "mart_meta": pl.DataFrame(
            {
                "source": ["desk", "chat"],
                "data_through": [DATA_THROUGH, DATA_THROUGH],
                "window_through": [DATA_THROUGH, DATA_THROUGH],
                "is_archived": [False, False],
                "invites_known": [True, None],
                "has_ratings": [True, True],
            }
        ),
        "mart_settings": pl.DataFrame([SETTINGS]),
        "mart_inputs": pl.DataFrame(
            {
                "source": "desk",
                "table_name": [*inputs, *["tickets"] * len(columns)],
                "column_name": [*["ticket_id"] * len(inputs), *columns],
            }
        ),
    }


def tickets(of: pl.DataFrame) -> pl.DataFrame:
    """Return mart_tickets: one ticket per contact."""
    return of.select(
        "contact_key", "source", "channel", "team", "agent", "customer_key", "issue_1", "issue_2", "issue_3", "segment",
        "language", "priority", "handled_by", "root_ticket_id", pl.col("root_ticket_id").alias("ticket_id"),
        pl.col("opened_on").alias("created_on"), pl.col("opened_hour").alias("created_hour"),
        pl.col("reopen_rate_num").alias("status_reopen_rate_num"),
        pl.col("reopen_rate_den").alias("status_reopen_rate_den"),
        pl.col("handle_seconds").alias("ticket_resolution_seconds"),
    )  # fmt: skip


def turns(of: pl.DataFrame) -> pl.DataFrame:
    """Return mart_turns: two waiting turns per contact that waited for a first response."""
    twice = pl.concat([of, of.filter(pl.col("number") == 1)]).filter(pl.col("first_response_seconds").is_not_null())
    gap, is_answered = pl.col("first_response_seconds"), pl.col("first_response_end") == "answered"
    is_pending = pl.col("first_response_end") == "waiting"
    within = {
        f"within_{n}_minutes_{part}": pl.when(~is_pending).then(rule.cast(pl.Int16))
        for n in (3, 5)
        for part, rule in (("num", is_answered & (gap <= n * 60)), ("den", pl.lit(1)))
    }
    return twice.select(
        "contact_key", "source", pl.col("opened_on").alias("asked_on"), gap.alias("response_gap_seconds"),
        pl.col("first_response_end").alias("response_gap_seconds_end"), **within,
    )  # fmt: skip


def ratings(of: pl.DataFrame) -> pl.DataFrame:
    """Return mart_ratings: the rated contacts, each with one version given half a day after the ending."""
    return of.filter(pl.col("csat_den") == 1, pl.col("ended_on").is_not_null()).select(
        "contact_key", "source", pl.col("rated_agent_id").alias("agent"), pl.col("ended_at").alias("rated_at"),
        pl.col("ended_on").alias("rated_on"), pl.lit(43200).alias("age_seconds"),
        pl.lit(None, dtype=pl.Int64).alias("until_age_seconds"), pl.lit("csat").alias("measure"),
        pl.lit(5, dtype=pl.Int32).alias("levels"),
        (pl.col("csat_num") == 1).alias("is_positive"), pl.lit(True).alias("is_counted"),
    )  # fmt: skip


def targets(of: pl.DataFrame) -> pl.DataFrame:
    """Return mart_ola: one target per contact."""
    return of.filter(pl.col("ended_on").is_not_null()).select(
        "contact_key", "source", pl.col("ended_on").alias("due_on"),
        pl.col("csat_num").alias("ola_met_rate_num"), pl.col("csat_den").alias("ola_met_rate_den"),
    )  # fmt: skip


def estimates(of: pl.DataFrame, dimensions: Sequence[str] = ("channel", "issue_1", "team", "segment")) -> pl.DataFrame:
    """Return mart_estimates: the closed weeks of all contacts and of each part, every fourth row refused."""
    known = of.filter(pl.col("ended_on") <= date(2026, 3, 22), pl.col("rating_coverage_den") == 1)
    weekly = known.with_columns(week_on=pl.col("ended_on").dt.truncate("1w"), all=pl.lit(None, pl.String))
    parts = [
        weekly.group_by("week_on", pl.col(name).alias("value"))
        .agg(
            contacts=pl.len(),
            rated=pl.col("rating_coverage_num").sum().cast(pl.Int64),
            positive=(pl.col("rating_coverage_num") * pl.col("csat_num").fill_null(0)).sum().cast(pl.Int64),
        )
        .with_columns(dimension=pl.lit(name))
        for name in ("all", *dimensions)
    ]
    rows = pl.concat(parts).sort("week_on", "dimension", "value").with_columns(pl.col("contacts").cast(pl.Int64))
    share = pl.col("positive") / pl.max_horizontal("rated", 1)
    is_refused = pl.int_range(pl.len()) % 4 == 3
    made = rows.with_columns(
        eligible="contacts", not_asked=pl.lit(0, pl.Int64), n_effective=pl.col("rated") * 0.9,
        state=pl.when(is_refused).then(pl.lit("counts_only")).otherwise(pl.lit("estimated")),
        estimate=share, low=share - 0.05, high=share + 0.05, silent=share, odds_2_low=share - 0.15,
        odds_2_high=share + 0.15, odds_2_silent_low=share - 0.14, odds_2_silent_high=share + 0.14,
    )  # fmt: skip
    return with_described(made, "mart_estimates").select(with_described(pl.DataFrame(), "mart_estimates").columns)


def days(seed: int = 2) -> dict[str, pl.DataFrame]:
    """Return the marts that are counted by day: agents at work, orders, costs."""
    rng = np.random.default_rng(seed)
    dates = [FIRST_DAY + timedelta(days=i) for i in range(90)]
    agents = pl.DataFrame({"agent": [f"agent {i:02d}" for i in range(12)], "team": ["Billing", "Night desk"] * 6})
    worked = agents.with_columns(source=pl.lit("desk")).join(pl.DataFrame({"worked_on": dates}), how="cross")
    busy, idle = rng.integers(0, 20000, worked.height), rng.integers(0, 9000, worked.height)
    seconds = {
        "staffed_hours": pl.Series(busy + idle) / 3600,
        "occupancy_num": pl.Series(busy).cast(pl.Float64),
        "occupancy_den": pl.Series(busy + idle).cast(pl.Float64),
    }
    return {
        "mart_agent_days": worked.with_columns(**seconds),
        "mart_orders_days": pl.DataFrame({"source": "desk", "paid_on": dates, "orders": rng.integers(50, 90, 90)}),
        "mart_cost_days": pl.DataFrame(
            {
                "source": "desk",
                "cost_on": dates,
                "team": "Billing",
                "channel": None,
                "currency": "EUR",
                "amount": 700.0,
            },
            schema_overrides={"channel": pl.String},
        ),
    }


def all_tables(rows: int = 3000, seed: int = 1) -> dict[str, pl.DataFrame]:
    """Return every table of a made-up mart."""
    facts = contacts(rows, seed)
    return {
        "mart_contacts": facts,
        "mart_tickets": tickets(facts),
        "mart_turns": turns(facts),
        "mart_ola": targets(facts),
        "mart_ratings": ratings(facts),
        "mart_estimates": estimates(facts),
        **days(),
        **small_tables(),
    }


def publish(folder: Path, tables: Mapping[str, pl.DataFrame], version: int = 1) -> Mart:
    """Write the tables as a mart file, point at it, and return a reader of the folder."""
    data = DataFolder(folder)
    data.marts.mkdir(parents=True, exist_ok=True)
    file = data.marts / f"mart_v{version}.duckdb"
    with duckdb.connect(str(file)) as connection:
        for name, frame in tables.items():
            connection.register("frame_in", frame.to_arrow())
            connection.execute(f"create table {name} as select * from frame_in")
            connection.unregister("frame_in")
    pointer = data.marts / "CURRENT.new"
    pointer.write_text(json.dumps({"version": version, "file": file.name}), encoding="utf-8")
    pointer.replace(data.marts / "CURRENT")
    return Mart(data)


def _some(rng: np.random.Generator, values: np.ndarray, unknown: float = 0.1) -> pl.Series:
    return pl.Series(values).set(pl.Series(rng.random(len(values)) < unknown), None)


def _pick(rng: np.random.Generator, rows: int, values: list[str], unknown: float = 0.1) -> pl.Series:
    return _some(rng, np.array(values)[rng.integers(0, len(values), rows)], unknown)
