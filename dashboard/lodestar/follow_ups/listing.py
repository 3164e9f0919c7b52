"""The list that goes out: whom to ask, on which scale, who must not ask, and empty columns for what they say.

It names tickets, not people: who asks looks the customer up in the help desk. Nor does it say who had rated.
"""

import io
import os
from pathlib import Path

import polars as pl
import xlsxwriter

from lodestar.errors import LodestarError
from lodestar.exports.files import csv_bytes
from lodestar.exports.sheets import Sheet
from lodestar.follow_ups.rules import DAYS_TO_ASK, MODES
from lodestar.metrics.mart import Mart
from lodestar.state.follow_ups import Draw, list_drawn

FORMATS = (".csv", ".xlsx")
ANSWER = ("asked_at", "answered_at", "value_raw", "mode", "asked_by")
_ABOUT = (
    ("asked_at", "When you asked, such as 2026-11-28 14:30, at most {days} days after the draw.",
     "回访时间，如 2026-11-28 14:30，须在抽样后 {days} 天内。"),
    ("answered_at", "When the customer answered; empty: no answer.", "客户答复时间；未答复留空。"),
    ("value_raw", "The answer on the scale named in the row, from lowest to highest; empty: no answer.",
     "按本行量表（lowest 至 highest）的评分；未答复留空。"),
    ("mode", "How you asked: {modes}.", "回访方式：{modes}。"),
    ("asked_by", "Who asked: never one of those in not_by.", "回访人：不得为 not_by 中的坐席。"),
    ("zone", "Times are in {zone}.", "时间均为 {zone} 时区。"),
    ("question", "Ask the same question, in the same words, as the survey does. Leave rows empty that were not asked.",
     "提问须与满意度调查一致；未回访的行留空。"),
)  # fmt: skip


def list_rows(mart: Mart, draw: Draw) -> pl.DataFrame:
    """Return one row per contact drawn, silent ones and raters mixed, all columns text; times in the report zone."""
    drawn = pl.DataFrame([vars(one) for one in list_drawn(mart.data, [draw.id])], infer_schema_length=None)
    with mart.cursor() as cursor:
        cursor.register("drawn", drawn.to_arrow())
        rows = pl.from_arrow(cursor.sql(_LIST).to_arrow_table())
    assert isinstance(rows, pl.DataFrame)
    local = pl.col("ended_at").dt.replace_time_zone("UTC").dt.convert_time_zone(mart.zone.key)
    return rows.with_columns(
        pl.col("draw").cast(pl.String),
        local.dt.strftime("%Y-%m-%d %H:%M:%S").alias("ended_at"),
        *(pl.col(name).cast(pl.String).str.strip_suffix(".0") for name in ("lowest", "highest")),
        *(pl.lit(None, pl.String).alias(name) for name in ANSWER),
    ).drop("place")


def list_bytes(mart: Mart, draw: Draw, form: str, rows: pl.DataFrame | None = None) -> bytes:
    """Return the list as the bytes of a .csv or .xlsx file; `rows` are those of `list_rows` where they are known."""
    rows = list_rows(mart, draw) if rows is None else rows
    return csv_bytes(rows) if form == ".csv" else _workbook(rows, draw, mart.zone.key)


def write_list(mart: Mart, draw: Draw, out: Path) -> int:
    """Write the list as CSV or Excel by the name of the file; return its number of rows.

    Raises LodestarError for another kind of file, and where there is a file already that holds something else: it may
    hold answers.
    """
    if out.suffix.lower() not in FORMATS:
        raise LodestarError(f"{out.name} is neither CSV nor Excel: name the list .csv or .xlsx.")
    rows = list_rows(mart, draw)
    made = list_bytes(mart, draw, out.suffix.lower(), rows)
    try:
        if out.exists() and out.read_bytes() != made:
            raise LodestarError(
                f"{out} exists already and may hold answers: give --out another name, or import and remove it first."
            )
        beside = out.with_name(f".{out.name}.{os.getpid()}.tmp")
        beside.write_bytes(made)
        beside.replace(out)
    except OSError as error:
        raise LodestarError(
            f"{out} cannot be written ({error.strerror}): the draw is kept, give --out another place."
        ) from error
    return rows.height


def _workbook(rows: pl.DataFrame, draw: Draw, zone: str) -> bytes:
    """Return the same bytes for the same rows, whenever it is made."""
    file = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    told = {"days": DAYS_TO_ASK, "modes": ", ".join(MODES), "zone": zone}
    about = [(name, en.format(**told), zh.format(**told)) for name, en, zh in _ABOUT]
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"created": draw.drawn_at})
        sheets = [book.add_worksheet(name) for name in ("List 名单", "About 说明")]
        Sheet(book, sheets[0]).add(rows)
        Sheet(book, sheets[1], width=60).add(pl.DataFrame(about, schema=["column", "what", "说明"], orient="row"))
    return file.getvalue()


_LIST = """
with placed as (
    select d.draw, d.place, c.contact_key, c.contact_id, c.channel, c.language, c.agent, c.rated_agent_id
    from drawn as d
    inner join mart_contact_tickets as k on k.source = d.source and k.ticket_id = d.ticket_id
    inner join mart_contacts as c on c.contact_key = k.contact_key
    where c.recorded_at is not null
    qualify row_number() over (
        partition by d.place order by abs(date_diff('second', c.recorded_at, d.ended_at)), c.contact_key
    ) = 1
),

served as (
    select p.place, g.leg_agent as agent
    from placed as p
    inner join mart_legs as g on g.contact_key = p.contact_key
    where g.handler = 'human'
    union
    select p.place, p.agent from placed as p
    union
    select p.place, p.rated_agent_id as agent from placed as p
),

not_by as (
    select s.place, string_agg(s.agent, '|' order by s.agent) as agents
    from served as s
    where s.agent is not null
    group by s.place
)

select
    d.place,
    d.draw,
    d.source,
    d.ticket_id,
    p.contact_id,
    d.ended_at,
    p.channel,
    p.language,
    n.agents as not_by,
    d.scale,
    s.lowest,
    s.highest,
    s.labels
from drawn as d
left join placed as p on p.place = d.place
left join not_by as n on n.place = d.place
left join mart_rating_scales as s on s.source = d.source and s.scale = d.scale
order by d.place
"""
