"""The commands `lodestar build` and `lodestar status`."""

import click

from lodestar.datafolder import DataFolder


@click.command("build", short_help="Compute all numbers and publish them.")
@click.option(
    "--engine",
    default="duckdb",
    show_default=True,
    metavar="duckdb|sc://HOST:PORT",
    help="Where the models run: in this process, or on a Spark Connect server that can read the data folder.",
)
@click.pass_obj
def build_command(data: DataFolder, engine: str) -> None:
    """Compute all numbers from what was imported and publish them; checks may stop that.

    Until the last moment, and whenever something fails, the numbers published before are served.
    """
    from lodestar.estimate.store import estimate_all  # noqa: PLC0415  # loaded only when something is built
    from lodestar.models.build import build  # noqa: PLC0415

    built = build(data, engine, estimate_all)
    print(f"Published version {built.published.version}: {built.contacts:,} contacts, in {built.seconds:,.1f} s.")
    if built.warnings:
        print(f"{built.warnings} checks warn: see `lodestar check`.")


@click.command("status", short_help="Show what is loaded, how fresh, and what failed.")
@click.pass_obj
def status_command(data: DataFolder) -> None:
    """Show what is loaded, how fresh it is, what is published, and which checks failed."""
    from lodestar.models.status import status_lines  # noqa: PLC0415

    for line in status_lines(data):
        print(line)
