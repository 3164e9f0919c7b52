"""When was that? Written times of any declared form become UTC moments, clock changes of the source included."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from lodestar.intake.mapping import Period

MOMENT = pl.Datetime("us")
_ISO = (
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f%#z",
    "%Y-%m-%d %H:%M:%S%.f%#z",
    "%Y-%m-%d %H:%M:%S%.f %#z",
    "%Y-%m-%d %H:%M:%S%.f UTC",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%dT%H:%M%#z",
    "%Y-%m-%d",
)
_EPOCH_DIGITS = {"epoch_s": 1_000_000, "epoch_ms": 1_000}
_EPOCH = r"^\d{9,10}(\.\d+)?$"
_EPOCH_MS = r"^\d{12,13}$"


@dataclass(frozen=True)
class Clock:
    """How one source writes time: its formats (ISO 8601 and epoch where none are declared), zone and periods."""

    formats: tuple[str, ...] = ()
    zone: str = "UTC"
    periods: tuple[Period, ...] = ()

    def read(self, text: pl.Series, formats: Iterable[str] = ()) -> pl.Series:
        """Return UTC moments (Datetime us); null where no format reads the text."""
        wanted = tuple(formats) or self.formats or _ISO
        result = pl.Series(text.name, [None], dtype=MOMENT).new_from_index(0, len(text))
        open_at = text.is_not_null()
        for form in wanted:
            if not open_at.any():
                break
            read = self._one(text, form)
            result = result.zip_with(result.is_not_null(), read)
            open_at = open_at & result.is_null()
        if open_at.any() and wanted is _ISO:
            for pattern, form in ((_EPOCH, "epoch_s"), (_EPOCH_MS, "epoch_ms")):
                digits = text.zip_with(text.str.contains(pattern).fill_null(value=False), _nothing(text))
                result = result.zip_with(result.is_not_null(), self._one(digits, form))
        return result

    def _one(self, text: pl.Series, form: str) -> pl.Series:
        if form in _EPOCH_DIGITS:
            number = text.cast(pl.Float64, strict=False)
            return (number * _EPOCH_DIGITS[form]).round().cast(pl.Int64, strict=False).cast(MOMENT)
        read = text.str.to_datetime(form, strict=False, time_unit="us")
        if isinstance(read.dtype, pl.Datetime) and read.dtype.time_zone is not None:
            return self._labelled(read.dt.convert_time_zone("UTC").dt.replace_time_zone(None))
        if form.endswith(("UTC", "Z", "+0000", "+00:00")):
            return self._labelled(read)
        return self._local(read)

    def _labelled(self, moments: pl.Series) -> pl.Series:
        """Return moments as labelled, but for the periods whose label is known to be false."""
        result = moments
        for start, period in self._spans():
            if period.even_if_labelled:
                inside = _within(moments, start, period)
                if inside.any():
                    result = localise(moments, period.zone).zip_with(inside, result)
        return result

    def _local(self, naive: pl.Series) -> pl.Series:
        """Return moments for times written without an offset: in the zone of their period, else in the zone."""
        result = localise(naive, self.zone)
        for start, period in self._spans():
            inside = _within(naive, start, period)
            if inside.any():
                result = localise(naive, period.zone).zip_with(inside, result)
        return result

    def _spans(self) -> list[tuple[Period | None, Period]]:
        ordered = sorted(self.periods, key=lambda period: period.until)
        return list(zip([None, *ordered[:-1]], ordered, strict=True)) if ordered else []


def _within(moments: pl.Series, start: Period | None, period: Period) -> pl.Series:
    inside = moments < period.until
    if start is not None:
        inside = inside & (moments >= start.until)
    return inside.fill_null(value=False)


def _nothing(like: pl.Series) -> pl.Series:
    return pl.Series(like.name, [None], dtype=like.dtype).new_from_index(0, len(like))


def localise(naive: pl.Series, zone: str) -> pl.Series:
    """Return UTC moments for wall-clock times in `zone`: the earlier of two, and past a gap by the gap's length."""
    if zone == "UTC":
        return naive

    def to_utc(wall: pl.Series) -> pl.Series:
        there = wall.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
        return there.dt.convert_time_zone("UTC").dt.replace_time_zone(None)

    result = to_utc(naive)
    in_gap = naive.is_not_null() & result.is_null()
    if in_gap.any():
        hour = timedelta(hours=1)
        result = (to_utc(naive - hour) + hour).zip_with(in_gap, result)
    return result
