"""The command `lodestar export`."""

from pathlib import Path

import click

from lodestar.datafolder import DataFolder
from lodestar.errors import LodestarError
from lodestar.metrics.question import Question, read_condition, read_day


@click.command("export", short_help="Write the rows behind the numbers.")
@click.argument("table", required=False)
@click.option("--metric", metavar="METRIC", help="Only the rows this number was counted from, by its own day.")
@click.option("--from", "first", metavar="DAY", help="First day, like 2026-11-09 (report time zone).")
@click.option("--to", "last", metavar="DAY", help="Last day, included.")
@click.option("--where", multiple=True, metavar="DIM=V1,V2 or DIM!=V", help="Only these rows; 'DIM=' is unknown.")
@click.option("--day", help="Which day --from and --to speak of, where a table has several: opened or ended.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="A .csv, .xlsx or .parquet file.")
@click.pass_obj
def export_command(
    data: DataFolder, *, table: str | None, metric: str | None, first: str | None, last: str | None,
    where: tuple[str, ...], day: str | None, out: Path,
) -> None:  # fmt: skip
    """Write the rows behind the numbers: TABLE is contacts, tickets, legs, turns, ola, signals, ratings, agent_days,
    cost_days, vendor_metrics (the source's own counters), estimates (of everybody, week by week) or signal_worth; with
    --metric it is the table of that number.

    For every share of the table's unit there are two columns: SUM of <id>_num over SUM of <id>_den is the number.
    Beside the file a small manifest says what is in it. Examples: lodestar export contacts --where channel=email --out
    contacts.xlsx; lodestar export --metric csat --from 2026-11-09 --to 2026-11-15 --out behind.parquet
    """
    from lodestar.exports.rows import export_behind, export_rows  # noqa: PLC0415  # Polars and DuckDB load only here
    from lodestar.metrics.mart import Mart  # noqa: PLC0415

    if bool(table) == bool(metric):
        raise LodestarError("Name a table or a --metric, one of the two: e.g. `lodestar export contacts --out c.csv`.")
    conditions = tuple(read_condition(text) for text in where)
    question = Question(metric or "", first_day=read_day(first), last_day=read_day(last), where=conditions)
    mart = Mart(data)
    written = export_rows(mart, table, question, out, day) if table else export_behind(mart, question, out)
    print(f"{written.rows - written.left_out:,} rows in {written.file}; what they are is in {written.manifest.name}.")
    if written.left_out:
        print(f"Excel files stop there: {written.left_out:,} more rows do not fit. Parquet holds all of them.")
