"""The command `lodestar export`."""

from pathlib import Path

import click

from lodestar.datafolder import DataFolder
from lodestar.metrics.question import Question, read_condition, read_day


@click.command("export", short_help="Write the rows behind the numbers.")
@click.argument("table")
@click.option("--from", "first", metavar="DAY", help="First day, like 2026-11-09 (report time zone).")
@click.option("--to", "last", metavar="DAY", help="Last day, included.")
@click.option("--where", multiple=True, metavar="DIM=V1,V2 or DIM!=V", help="Only these rows; 'DIM=' is unknown.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="A .csv or .parquet file.")
@click.pass_obj
def export_command(
    data: DataFolder, *, table: str, first: str | None, last: str | None, where: tuple[str, ...], out: Path
) -> None:
    """Write the rows behind the numbers: TABLE is contacts, tickets, legs, turns, ola, signals, ratings or
    vendor_metrics (the source's own counters).

    Beside the file a small manifest says what is in it. Example: lodestar export contacts --where channel=email --out
    contacts.csv
    """
    from lodestar.exports.rows import export_rows  # noqa: PLC0415  # Polars and DuckDB load only when rows are wanted
    from lodestar.metrics.mart import Mart  # noqa: PLC0415

    conditions = tuple(read_condition(text) for text in where)
    question = Question(table, first_day=read_day(first), last_day=read_day(last), where=conditions)
    written = export_rows(Mart(data), table, question, out)
    print(f"{written.rows:,} rows in {written.file}; what they are is in {written.manifest.name}.")
