"""What do the models read? The raw rows of every canonical table, and the small tables that Python writes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import available_timezones

import polars as pl

from lodestar.models.calendar import calendar_spans
from lodestar.models.offsets import utc_offsets
from lodestar.models.scales import setting_scales
from lodestar.schema import TABLES
from lodestar.settings import Settings

FIRST_MOMENT = datetime(1970, 1, 1)  # noqa: DTZ001  # the models hold UTC without a zone
KINDS: dict[str, pl.DataType] = {
    "text": pl.String(),
    "time": pl.Datetime("us"),
    "day": pl.Date(),
    "clock": pl.String(),
    "int": pl.Int64(),
    "float": pl.Float64(),
    "bool": pl.Boolean(),
    "list": pl.String(),
}
IMPORTS: dict[str, pl.DataType | type[pl.DataType]] = {
    "import_id": pl.String,
    "source": pl.String,
    "table_name": pl.String,
    "exported_at": pl.Datetime("us"),
    "rows": pl.Int64,
}
IMPORT_COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "source": pl.String,
    "table_name": pl.String,
    "column_name": pl.String,
}
MESSAGE_WORDS: dict[str, pl.DataType] = {"row_id": pl.Int64(), "list": pl.String()}


def raw_schema(table: str) -> dict[str, pl.DataType]:
    """Return the stored columns of one canonical table, in order, with their types."""
    canonical = TABLES[table]
    schema = {column.name: KINDS[column.kind] for column in canonical.columns}
    schema |= {
        "source": pl.String(),
        "_import": pl.String(),
        "_row_id": pl.Int64(),
        "_file": pl.Int32(),
        "_line": pl.Int64(),
        "_exported_at": pl.Datetime("us"),
        "_version": pl.String(),
        "_key": pl.Int64(),
        "_hash": pl.Int64(),
        "extra": pl.String(),
    }
    if canonical.column("ticket_id"):
        schema["ticket_key"] = pl.Int64()
    if table == "messages":
        schema["body_hash"] = pl.Int64()
    return schema


@dataclass(frozen=True)
class RawFacts:
    """What the small tables need to know of the raw rows: the sources, the zones and schedules, the days covered."""

    sources: list[str]
    team_zones: set[str]
    schedules: pl.DataFrame
    exceptions: pl.DataFrame
    first_day: date
    last_day: date


def days_covered(moments: Iterable[datetime | None], built_at: datetime) -> tuple[date, date]:
    """Return the first and last day to prepare calendars for: the data's years and one more on either side.

    A moment before 1970 or more than a year after the build is a mistake and counts for nothing.
    """
    latest = built_at + timedelta(days=366)
    years = {moment.year for moment in moments if moment is not None and FIRST_MOMENT <= moment <= latest}
    years = years or {built_at.year}
    return date(min(years) - 1, 1, 1), date(max(years) + 1, 12, 31)


def small_tables(facts: RawFacts, settings: Settings, built_at: datetime) -> dict[str, pl.DataFrame]:
    """Return the tables made from settings and the calendar alone, by relation name."""
    zones = {settings.report_zone, *facts.team_zones, *facts.schedules["tz"].drop_nulls()} & available_timezones()
    return {
        "settings": _settings_row(settings, built_at),
        "inactive_hours": pl.DataFrame(
            list(settings.windows.inactive_end_hours_by_channel.items()),
            schema={"channel": pl.String, "hours": pl.Int64},
            orient="row",
        ),
        "link_channels": pl.DataFrame(
            [(pair.bot, pair.human) for pair in settings.handoff_links],
            schema={"bot_channel": pl.String, "human_channel": pl.String},
            orient="row",
        ),
        "source_settings": _source_rows(facts.sources, settings),
        "setting_scales": setting_scales(settings),
        "utc_offsets": utc_offsets(zones, facts.first_day.year, facts.last_day.year),
        "calendar_spans": calendar_spans(facts.schedules, facts.exceptions, settings, facts.first_day, facts.last_day),
    }


def _settings_row(settings: Settings, built_at: datetime) -> pl.DataFrame:
    windows, targets = settings.windows, settings.targets
    row = {
        "report_zone": settings.report_zone,
        "issue_level": settings.issue_level,
        "shared_customer_limit": settings.shared_customer_limit,
        "shared_customer_days": settings.shared_customer_days,
        "return_hours": windows.return_hours,
        "return_hours_mid": 72,
        "return_hours_long": 168,
        "bot_return_hours": windows.bot_return_days * 24,
        "rating_age_hours": windows.rating_age_days * 24,
        "inactive_end_hours": windows.inactive_end_hours,
        "handoff_link_seconds": windows.handoff_link_minutes * 60,
        "refund_hours": windows.refund_days * 24,
        "service_level_seconds": targets.service_level_seconds,
        "reply_gap_seconds": targets.reply_gap_seconds,
        "built_at": built_at,
    }
    return pl.DataFrame([row], schema_overrides={"built_at": pl.Datetime("us")})


def _source_rows(sources: list[str], settings: Settings) -> pl.DataFrame:
    rows = []
    for name in sources:
        known = settings.sources.get(name)
        rows.append(
            (
                name,
                (known and known.customer_namespace) or name,
                known.invites_known if known else None,
                bool(known and known.archived),
            )
        )
    schema = {"source": pl.String, "namespace": pl.String, "invites_known": pl.Boolean, "is_archived": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")
