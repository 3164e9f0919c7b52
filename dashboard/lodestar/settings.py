"""What may be set, its defaults and its limits: `lodestar.toml` in the data folder."""

from functools import cache, cached_property, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, field_validator

from lodestar.errors import nearest
from lodestar.toml_files import Strict, load_toml


class Windows(Strict):
    """How long things are watched for."""

    return_hours: int = Field(default=24, ge=1)
    bot_return_days: int = Field(default=7, ge=1)
    rating_age_days: int = Field(default=3, ge=1, le=7)
    inactive_end_hours: int = Field(default=72, ge=1)
    inactive_end_hours_by_channel: dict[str, int] = {}
    handoff_link_minutes: int = Field(default=30, ge=1)
    refund_days: int = Field(default=7, ge=1)


class Targets(Strict):
    """What is aimed at until it is set on the page."""

    service_level_seconds: int = Field(default=30, ge=1)
    reply_gap_seconds: int = Field(default=300, ge=1)
    csat: float | None = Field(default=None, ge=0, le=1)


class Source(Strict):
    """What is known about one source beyond its files."""

    customer_namespace: str | None = None
    invites_known: bool | None = None
    archived: bool = False


class Scale(Strict):
    """A rating scale that a source does not describe itself."""

    kind: str = "csat"
    min: float
    max: float
    positive_from: float
    negative_to: float | None = None


class BusinessHours(Strict):
    """The default schedule: one span per listed weekday (1 Monday .. 7 Sunday), holidays of one country."""

    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5)
    start: str = "09:00"
    end: str = "18:00"
    country: str | None = None


class ChannelPair(Strict):
    """Between which channels an unlinked bot session and a human ticket may be one contact."""

    bot: str
    human: str


class Settings(Strict):
    """Every setting, with its default."""

    report_zone: str = "UTC"
    languages: tuple[str, ...] = ("en", "zh")
    issue_level: int = Field(default=2, ge=1, le=3)
    shared_customer_limit: int = Field(default=20, ge=2)
    shared_customer_days: int = Field(default=7, ge=1)
    business_goal: str | None = None
    mask_customer_text: bool = True
    windows: Windows = Windows()
    targets: Targets = Targets()
    business_hours: BusinessHours = BusinessHours()
    handoff_links: tuple[ChannelPair, ...] = ()
    sources: dict[str, Source] = {}
    rating_scales: dict[str, Scale] = {}

    @field_validator("report_zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        if zone not in _zones():
            raise ValueError(f"no such time zone.{nearest(zone, _zones())}")
        return zone

    @cached_property
    def zone(self) -> ZoneInfo:
        """Return the report time zone."""
        return ZoneInfo(self.report_zone)


@cache
def _zones() -> frozenset[str]:
    """Return the names of all time zones: looked for once, as their files are many."""
    return frozenset(available_timezones())


def load_settings(path: Path) -> Settings:
    """Return the settings in force: the file's, or every default where there is no file. Read again when it changes."""
    if not path.exists():
        return Settings()
    state = path.stat()
    return _read(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=8)
def _read(path: Path, _changed_at: int, _size: int) -> Settings:
    return load_toml(path, Settings)
