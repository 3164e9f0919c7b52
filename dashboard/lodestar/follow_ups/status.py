"""How far is each draw: who was asked, who answered, what is left to do, and how much kinder do raters answer then?"""

from datetime import UTC, datetime, timedelta

import polars as pl

from lodestar.datafolder import DataFolder
from lodestar.estimate.asked import mode_shifts
from lodestar.follow_ups.rules import DAYS_TO_ASK
from lodestar.follow_ups.stored import stored_answers
from lodestar.metrics.mart import Mart
from lodestar.models.publish import current_mart
from lodestar.state.follow_ups import SILENT, list_drawn, list_draws

SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "draw": pl.Int64, "week": pl.String, "drawn_at": pl.Datetime("us"), "drawn_by": pl.String, "drawn": pl.Int64,
    "drawn_silent": pl.Int64, "asked": pl.Int64, "answered": pl.Int64, "answered_silent": pl.Int64,
    "answered_raters": pl.Int64, "answers_wanted": pl.Int64, "completion": pl.Float64, "mode_shift": pl.Float64,
    "mode_shift_error": pl.Float64, "to_ask": pl.Int64, "ask_until": pl.Datetime("us"),
}  # fmt: skip


def follow_up_status(data: DataFolder, now: datetime | None = None) -> pl.DataFrame:
    """Return one row per draw, the oldest first; moments in UTC, shares 0..1.

    Counts are of everything imported, `completion` is answered of drawn, `mode_shift` (and its standard error) is as of
    the last build and null below 30 raters; `to_ask` counts those not asked, none once `ask_until` has passed.
    """
    now = now or datetime.now(UTC).replace(tzinfo=None)
    draws = list_draws(data)
    if not draws:
        return pl.DataFrame(schema=SCHEMA)
    told = stored_answers(data).select("source", "ticket_id", "drawn_at", "asked_at", "value_raw")
    people = pl.DataFrame(
        [(one.draw, one.source, one.ticket_id, one.frame) for one in list_drawn(data)],
        schema={"draw": pl.Int64, "source": pl.String, "ticket_id": pl.String, "frame": pl.String},
        orient="row",
    )
    shifts = {}
    if current_mart(data):
        with Mart(data).cursor() as cursor:
            shifts = mode_shifts(data, cursor)
    rows = []
    for draw in draws:
        own = people.filter(pl.col("draw") == draw.id)
        found = own.join(told.filter(pl.col("drawn_at") == draw.drawn_at), on=["source", "ticket_id"], how="left")
        answered = found.filter(pl.col("value_raw").is_not_null())
        asked = found["asked_at"].count()
        until = draw.drawn_at + timedelta(days=DAYS_TO_ASK)
        shift = shifts.get(draw.id)
        of_silent = answered.filter(pl.col("frame") == SILENT).height
        rows.append({
            "draw": draw.id,
            "week": draw.week,
            "drawn_at": draw.drawn_at,
            "drawn_by": draw.drawn_by,
            "drawn": own.height,
            "drawn_silent": own.filter(pl.col("frame") == SILENT).height,
            "asked": asked,
            "answered": answered.height,
            "answered_silent": of_silent,
            "answered_raters": answered.height - of_silent,
            "answers_wanted": draw.answers_wanted,
            "completion": answered.height / own.height if own.height else None,
            "mode_shift": shift and shift.shift,
            "mode_shift_error": shift and shift.standard_error,
            "to_ask": own.height - asked if now <= until else 0,
            "ask_until": until,
        })  # fmt: skip
    return pl.DataFrame(rows, schema=SCHEMA)
