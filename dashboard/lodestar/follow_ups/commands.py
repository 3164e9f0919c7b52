"""`lodestar follow-up draw`, `import` and `status`: ask a few of the silent, and learn what the others would say."""

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lodestar.datafolder import DataFolder
from lodestar.errors import LodestarError, NeedsAPersonError

if TYPE_CHECKING:
    from lodestar.follow_ups.drawing import Drawn
    from lodestar.follow_ups.importing import Imported

_MANY_ROWS = 20


@click.group("follow-up", short_help="Ask a random few of those who did not rate.")
def follow_up_group() -> None:
    """Ask a random few of those who did not rate, and some who did: draw whom, take the answers in, see how far it is.

    Example: lodestar follow-up draw --out ask.xlsx; ask within 3 days; lodestar follow-up import ask.xlsx
    """


@follow_up_group.command("draw", short_help="Draw whom to ask about a closed week, and write the list.")
@click.option("--week", metavar="WEEK", help="Like 2026-W46; the last closed week if left out.")
@click.option("--answers", type=int, metavar="N", help="Answers of silent customers wanted.  [default: 50]")
@click.option("--within", type=float, metavar="POINTS", help="As many answers as leave so many points either way.")
@click.option("--completion", type=float, default=0.5, show_default=True, help="The share expected to answer.")
@click.option("--raters", type=int, default=30, show_default=True, help="Answers wanted of customers who had rated.")
@click.option("--seed", type=int, metavar="S", help="Draw the same again from the same data; one is chosen and kept.")
@click.option("--again", is_flag=True, help="Draw once more for a week that has a draw already.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The list: a .csv or .xlsx file.")
@click.pass_obj
def draw_command(
    data: DataFolder, *, week: str | None, answers: int | None, within: float | None, completion: float, raters: int,
    seed: int | None, again: bool, out: Path,
) -> None:  # fmt: skip
    """Draw customers of a closed week at random, one contact of each, and write the list of whom to ask.

    Left out, and counted: kinds of contact never invited, unknown customers, and customers drawn or asked in the last
    90 days. For a week that was drawn before the same list comes again.
    """
    from lodestar.follow_ups.drawing import Wanted, draw_week  # noqa: PLC0415  # Polars and DuckDB load only here
    from lodestar.follow_ups.listing import FORMATS, write_list  # noqa: PLC0415
    from lodestar.metrics.mart import Mart  # noqa: PLC0415

    if out.suffix.lower() not in FORMATS:
        raise LodestarError(f"{out.name} is neither CSV nor Excel: name the list .csv or .xlsx.")
    mart = Mart(data)
    wanted = Wanted(answers, within, completion, raters, seed)
    drawn = draw_week(mart, wanted, week, again=again, drawn_by=_who())
    rows = write_list(mart, drawn.draw, out)
    _print_draw(drawn, rows, out)


@follow_up_group.command("import", short_help="Take the filled list in.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--encoding", help="The file's encoding where it is not UTF-8, such as gb18030.")
@click.pass_obj
def import_command(data: DataFolder, file: Path, encoding: str | None) -> None:
    """Take the filled list in: CSV or Excel, columns in any order. The same file twice changes nothing, a corrected one
    takes the place of the one before. Then run `lodestar build`.
    """
    from lodestar.follow_ups.importing import import_answers  # noqa: PLC0415

    done = import_answers(data, file, encoding)
    _print_import(done)
    if not done.refused:
        return
    told = f"{len(done.refused):,} of {done.rows:,} rows were rejected: put them right and import the file again."
    if done.stored or done.known:
        raise NeedsAPersonError(told)
    raise LodestarError(f"Nothing was stored. {told}")


@follow_up_group.command("status", short_help="Show how far each draw is.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@click.pass_obj
def status_command(data: DataFolder, form: str) -> None:
    """Show per draw who was asked, who answered, who is still to ask, and how much kinder raters answer when asked."""
    from lodestar.follow_ups.printing import write_status  # noqa: PLC0415
    from lodestar.follow_ups.status import follow_up_status  # noqa: PLC0415

    write_status(follow_up_status(data), form, sys.stdout.buffer)


def _print_draw(drawn: "Drawn", rows: int, out: Path) -> None:
    from lodestar.estimate.follow_up import MODE_FROM  # noqa: PLC0415
    from lodestar.follow_ups.rules import DAYS_TO_ASK  # noqa: PLC0415

    draw, frame = drawn.draw, drawn.draw.frame
    if not drawn.is_new:
        print(f"{draw.week} was drawn on {draw.drawn_at:%Y-%m-%d %H:%M} UTC: this is that draw. --again adds one.")
    print(f"Draw {draw.id}, week {draw.week}, seed {draw.seed}: {rows:,} customers to ask, in {out}.")
    print(
        f"Drawn from {frame.silent_customers:,} silent customers and {frame.rater_customers:,} raters; of "
        f"{frame.eligible:,} eligible contacts {frame.never_invited:,} are of kinds never invited, "
        f"{frame.unidentified:,} of unknown customers, {frame.asked_lately:,} of customers drawn or asked in the last "
        f"90 days, {frame.rated_beside_silent:,} rated beside silent ones of the same customer."
    )
    if frame.rater_customers < MODE_FROM:
        print(
            f"With {frame.rater_customers:,} raters it cannot be measured how much kinder customers answer when asked "
            f"in person: that takes {MODE_FROM} answers."
        )
    print(f"Ask within {DAYS_TO_ASK} days, nobody by an agent in not_by, then `lodestar follow-up import {out.name}`.")


def _print_import(done: "Imported") -> None:
    for one in done.refused[:_MANY_ROWS]:
        print(one.sentence, file=sys.stderr)
    if len(done.refused) > _MANY_ROWS:
        print(f"And {len(done.refused) - _MANY_ROWS:,} more rows like these.", file=sys.stderr)
    print(
        f"{done.rows:,} rows: {done.stored:,} stored, {done.known:,} known from this file before, {done.duplicate:,} "
        f"twice, {done.blank:,} not asked yet, {len(done.refused):,} rejected."
    )
    if done.stored:
        print(f"Stored as {', '.join(done.import_ids)}. Run `lodestar build` next.")


def _who() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # nobody by that number is known to the system
        return ""
