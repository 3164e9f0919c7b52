"""`lodestar sample`: exports of the made-up shop, of any size."""

from datetime import date
from pathlib import Path

import click

from lodestar.errors import LodestarError


@click.command("sample", short_help="Make exports of a made-up shop.")
@click.option("--contacts", type=click.IntRange(1), default=1500, show_default=True, help="About how many contacts.")
@click.option("--seed", type=click.IntRange(0), default=2026, show_default=True, help="The same seed, the same files.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Where the files go.")
@click.option("--no-events", is_flag=True, help="The same world without the planted events of story.toml.")
@click.option("--start", metavar="DAY", help="First day (default 2026-07-06); events move with it.")
@click.option("--weeks", type=click.IntRange(1), default=20, show_default=True, help="How many weeks.")
@click.option("--turns", type=click.FloatRange(0, 8), default=1.3, show_default=True,
              help="Mean turns in a human chat after the first; 6.5 gives about ten messages per contact.")  # fmt: skip
@click.option("--form", type=click.Choice(("exports", "csv", "parquet")), default="exports", show_default=True,
              help="Three systems' exports, or our own tables in one part per day (or week).")  # fmt: skip
def sample_command(
    *, contacts: int, seed: int, out: Path, no_events: bool, start: str | None, weeks: int, turns: float, form: str
) -> None:
    """Make sample exports: a made-up shop in two markets, with bot, chat, e-mail and phone."""
    from lodestar.sample.make import TRUTH, make_canonical, make_exports  # noqa: PLC0415
    from lodestar.sample.place import prepare, write_beside  # noqa: PLC0415
    from lodestar.sample.world import DEFAULT_START, World  # noqa: PLC0415

    first = _day(start) if start else DEFAULT_START
    story = prepare(out, first, no_events)
    world = World(contacts, seed, first, weeks, story, turns)
    made = make_exports(world, out) if form == "exports" else make_canonical(world, out, form)
    write_beside(out, first, no_events)
    for name, rows in made.rows.items():
        print(f"{out / name}  {rows:,} rows")
    print(f"{made.contacts:,} contacts, data through {world.day(world.days - 1)}. Next, one after the other:")
    for folder in sorted({name.split("/")[0] for name in made.rows} - {TRUTH}):
        print(f"  lodestar import {out / folder} --source {folder} --tz UTC")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise LodestarError(f"--start {text} is no day: write it like 2026-07-06.") from error
