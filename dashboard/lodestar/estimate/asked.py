"""Who was asked after the fact, and what did they say? The draws that were kept, joined to the answers in the mart."""

from dataclasses import dataclass

import duckdb
import polars as pl

from lodestar.datafolder import DataFolder
from lodestar.estimate.follow_up import ModeShift, mode_shift
from lodestar.estimate.weekly import NO_ANSWERS
from lodestar.state.follow_ups import RATER, list_drawn, list_draws

_TABLE = "contacts_drawn"


@dataclass(frozen=True)
class Asked:
    """`contacts` as weekly.NO_ANSWERS, one row per contact drawn; answers that break the rules are left out, counted.

    `by_the_same_agent` were asked by somebody who had served them, `out_of_time` before the draw or over 3 days after
    it, `not_found` contacts drawn are no longer in the data.
    """

    contacts: pl.DataFrame
    by_the_same_agent: int
    out_of_time: int
    not_found: int


def asked_contacts(data: DataFolder, connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Return every contact drawn with its chance and its answer: the columns of weekly.NO_ANSWERS.

    `connection` sees the mart's tables by their bare names. See `read_asked` for what was left out.
    """
    return read_asked(data, connection).contacts


def read_asked(data: DataFolder, connection: duckdb.DuckDBPyConnection) -> Asked:
    """Return the same with how many answers do not count, and why."""
    rows = _joined(data, connection)
    found = rows.filter(pl.col("contact_key").is_not_null())
    said = found.filter("has_answer")
    same = pl.col("is_by_the_same_agent")
    contacts = found.sort("draw").unique("contact_key", keep="last", maintain_order=True)
    is_answered = _counts()
    return Asked(
        contacts=contacts.select(
            pl.col("contact_key").cast(pl.Int64),
            "frame",
            "chance",
            is_answered.alias("is_answered"),
            pl.when(is_answered).then("is_positive").alias("is_positive"),
        )
        .sort("contact_key")
        .cast(dict(NO_ANSWERS.schema)),  # type: ignore[arg-type]  # the same columns by name
        by_the_same_agent=said.filter(same).height,
        out_of_time=said.filter(~same & ~pl.col("is_in_time")).height,
        not_found=rows.height - found.height,
    )


def mode_shifts(data: DataFolder, connection: duckdb.DuckDBPyConnection) -> dict[int, ModeShift | None]:
    """Return per draw how much kinder its raters answered when asked again; None below 30 of them."""
    rows = _joined(data, connection).filter(
        pl.col("contact_key").is_not_null(), pl.col("frame") == RATER, _counts(), pl.col("was_positive").is_not_null()
    )
    shifts: dict[int, ModeShift | None] = {draw.id: None for draw in list_draws(data)}
    for (draw,), again in rows.group_by("draw"):
        first, second = (again[name].cast(pl.Float64).to_numpy() for name in ("was_positive", "is_positive"))
        shifts[int(str(draw))] = mode_shift(first, second)
    return shifts


def _counts() -> pl.Expr:
    """Return where an answer keeps to the rules."""
    return pl.col("has_answer") & ~pl.col("is_by_the_same_agent") & pl.col("is_in_time")


def _joined(data: DataFolder, connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Return one row per contact drawn, in any draw: its contact of this build, if any, and its answer, if any."""
    at = {draw.id: draw.drawn_at for draw in list_draws(data)}
    drawn = pl.DataFrame(
        [vars(one) | {"drawn_at": at[one.draw]} for one in list_drawn(data)], schema=_SCHEMA, infer_schema_length=None
    )
    connection.register(_TABLE, drawn.to_arrow())
    try:
        rows = pl.from_arrow(connection.sql(_JOINED).to_arrow_table())
    finally:
        connection.unregister(_TABLE)
    assert isinstance(rows, pl.DataFrame)
    return rows


_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "draw": pl.Int64, "place": pl.Int64, "source": pl.String, "ticket_id": pl.String, "ended_at": pl.Datetime("us"),
    "scale": pl.String, "frame": pl.String, "chance": pl.Float64, "drawn_at": pl.Datetime("us"),
}  # fmt: skip
# The contact drawn is the one of its ticket whose ending lies nearest: endings move a little when more is imported.
_JOINED = f"""
with placed as (
    select
        d.draw,
        d.place,
        c.contact_key,
        case when c.rating_coverage_num = 1 then c.csat_num = 1 end as was_positive
    from {_TABLE} as d
    inner join mart_contact_tickets as k on k.source = d.source and k.ticket_id = d.ticket_id
    inner join mart_contacts as c on c.contact_key = k.contact_key
    where c.recorded_at is not null
    qualify row_number() over (
        partition by d.draw, d.place order by abs(date_diff('second', c.recorded_at, d.ended_at)), c.contact_key
    ) = 1
)

select
    d.draw,
    d.frame,
    d.chance,
    p.contact_key,
    p.was_positive,
    f.verdict is not null as has_answer,
    f.is_positive,
    coalesce(f.is_by_the_same_agent, false) as is_by_the_same_agent,
    coalesce(f.is_in_time, false) as is_in_time
from {_TABLE} as d
left join placed as p on p.draw = d.draw and p.place = d.place
left join mart_follow_ups as f
    on f.source = d.source and f.ticket_id = d.ticket_id and f.drawn_at = d.drawn_at
order by d.draw, d.place
"""
