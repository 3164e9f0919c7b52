"""The commands `lodestar query` and `lodestar metrics`."""

import sys

import click

from lodestar.datafolder import DataFolder
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.question import Question, read_condition, read_day

_FORMATS = ("table", "csv", "json", "parquet")


@click.command("query", short_help="Print a number, by dimensions and periods.")
@click.argument("metric")
@click.option("--by", default="", metavar="DIM[,DIM]", help="Cut by these: channel, team, issue_1, hour ...")
@click.option("--grain", type=click.Choice(["day", "week", "month"]), help="One row per period; weeks are ISO weeks.")
@click.option("--from", "first", metavar="DAY", help="First day, like 2026-11-09 (report time zone).")
@click.option("--to", "last", metavar="DAY", help="Last day, included.")
@click.option("--where", multiple=True, metavar="DIM=V1,V2 or DIM!=V", help="Only these rows; 'DIM=' is unknown.")
@click.option("--day", "basis", type=click.Choice(["ending", "rated"]), default="ending", show_default=True,
              help="Ratings by the day the contact ended, or by the day it was rated.")  # fmt: skip
@click.option("--age", type=int, metavar="DAYS", help="Ratings given up to so many days after the ending (1 to 7).")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="table", show_default=True)
@click.option("--sql", "shows_sql", is_flag=True, help="Print the SQL; run on the mart file it gives the same table.")
@click.pass_obj
def query_command(  # noqa: PLR0917  # click hands over every option by name
    data: DataFolder, metric: str, by: str, grain: str | None, first: str | None, last: str | None,
    where: tuple[str, ...], basis: str, age: int | None, form: str, shows_sql: bool,
) -> None:  # fmt: skip
    """Print a number: METRIC by dimensions, periods and filters, as the pages show it.

    Example: lodestar query csat --by channel --grain week --from 2026-10-01
    """
    from lodestar.metrics.answer import ask  # noqa: PLC0415  # Polars and DuckDB load only when a number is asked for
    from lodestar.metrics.mart import Mart  # noqa: PLC0415
    from lodestar.metrics.printing import write_answer  # noqa: PLC0415

    question = Question(
        metric,
        tuple(name.strip() for name in by.split(",") if name.strip()),
        grain,  # type: ignore[arg-type]
        read_day(first),
        read_day(last),
        tuple(read_condition(text) for text in where),
        basis,  # type: ignore[arg-type]
        age,
    )
    answer = ask(Mart(data), question)
    if shows_sql:
        print(answer.sql or f"-- {answer.absent['en'] if answer.absent else ''}", end="")
        return
    write_answer(answer, form, sys.stdout.buffer)


@click.command("metrics")
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True)
def metrics_command(lang: str) -> None:
    """List every number Lodestar knows, with its definition."""
    catalogue = load_catalogue()
    for metric in catalogue.metrics.values():
        words = metric.words(lang)  # type: ignore[arg-type]
        print(f"{metric.id}  {words.label}\n    {words.definition}")
    dimensions = ", ".join(catalogue.dimensions)
    print(f"\nby: {dimensions}")
