"""`lodestar import`, `imports`, `undo`: exported files in, what came in, and taking one back."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lodestar.datafolder import DataFolder, write_atomically
from lodestar.errors import LodestarError, NeedsAPersonError, nearest
from lodestar.settings import load_settings

if TYPE_CHECKING:
    from lodestar.intake.mapping import SourceMap

REJECTED_LIMIT = 0.01
_MANY_FILES = 12
_PREVIEW_ROWS = 5


@click.command("import", short_help="Read exported files and store their rows.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", help="The name to keep these records under; the system's name if left out.")
@click.option("--map", "map_file", help="A map of your own (a .toml file), or the name of a shipped one.")
@click.option("--tz", "zone", help="The time zone of times without an offset, such as Asia/Shanghai.")
@click.option("--encoding", help="The files' encoding where it is not UTF-8, such as gb18030.")
@click.option("--exported-at", help="When the files were exported, such as 2026-03-01T08:00+08:00.")
@click.option(
    "--full",
    is_flag=False,
    flag_value="..",
    metavar="[FROM..TO]",
    help="The files hold everything (or all of those days): what is missing from them has vanished.",
)
@click.option("--dry-run", is_flag=True, help="Show how the files would be read; store nothing.")
@click.pass_obj
def import_command(  # noqa: PLR0917 - one option, one name: the contract of DESIGN
    folder: DataFolder, paths: tuple[Path, ...], source: str | None, map_file: str | None, zone: str | None,
    encoding: str | None, exported_at: str | None, full: str | None, dry_run: bool,
) -> None:  # fmt: skip
    """Read exported files (or folders of them) and store their rows."""
    from lodestar.intake.importer import Importer, Options, plan_import  # noqa: PLC0415
    from lodestar.intake.report import print_import, print_plan, print_preview  # noqa: PLC0415

    if full is not None and ".." not in full:
        paths, full = (Path(full), *paths), ".."
    options = Options(
        source=_checked_source(source),
        source_map=_given_map(map_file),
        zone=_checked_zone(zone),
        encoding=encoding,
        exported_at=_moment(exported_at, zone),
        full=_span(full),
    )
    if dry_run:
        plan = plan_import(folder, paths, options, click.echo)
        print_plan(plan)
        folder.create()
        print_preview(Importer(folder, plan).preview(_PREVIEW_ROWS))
        return
    with folder.writing("this import"):
        plan = plan_import(folder, paths, options, click.echo)
        _ask_report_zone(folder)
        manifest = Importer(folder, plan).run()
    if manifest is None:
        ids = ", ".join(sorted(set(plan.known.values())))
        click.echo(f"Nothing new: every file was imported before ({ids}).")
        return
    print_import(plan, manifest, many=_MANY_FILES)
    rows = sum(entry.rows_in for entry in manifest.files)
    rejected = sum(entry.rejected - entry.left_out for entry in manifest.files)
    if rejected > REJECTED_LIMIT * rows:
        raise NeedsAPersonError(
            f"{rejected:,} of {rows:,} rows were rejected, more than {REJECTED_LIMIT:.0%}: see "
            f"{folder.batches / manifest.import_id / 'rejected.parquet'}, mend the map or the export, then run "
            f"`lodestar undo {manifest.import_id}` and import again."
        )


@click.command("imports")
@click.pass_obj
def imports_command(folder: DataFolder) -> None:
    """List every import with its counts."""
    from lodestar.intake.manifest import list_imports  # noqa: PLC0415
    from lodestar.intake.report import print_imports  # noqa: PLC0415

    print_imports(list_imports(folder))


@click.command("undo", short_help="Take one import back.")
@click.argument("import_id", metavar="IMPORT")
@click.pass_obj
def undo_command(folder: DataFolder, import_id: str) -> None:
    """Take one import back, as if it had never been made."""
    from lodestar.intake.manifest import remove_leftovers, undo  # noqa: PLC0415

    with folder.writing("this undo"):
        remove_leftovers(folder)
        manifest = undo(folder, import_id)
    rows = sum(table.rows for table in manifest.tables.values())
    click.echo(f"{manifest.import_id} ({manifest.source}, {rows:,} rows) was taken back. Run `lodestar build` next.")


def _given_map(name: str | None) -> "SourceMap | None":
    from lodestar.intake.maps import load_map, map_by_name, shipped_maps  # noqa: PLC0415

    if name is None:
        return None
    found = map_by_name(name)
    if found:
        return found
    path = Path(name)
    if not path.exists() and not name.endswith(".toml"):
        known = [one.system for one in shipped_maps()]
        raise LodestarError(f"There is no map {name}.{nearest(name, known)} Shipped maps: {', '.join(known)}.")
    return load_map(path)


def _checked_source(name: str | None) -> str | None:
    if name is not None and not (name and all(c.isalnum() or c in "_-." for c in name)):
        raise LodestarError("A --source name holds letters, digits, '-', '_' and '.' only: choose another.")
    return name


def _checked_zone(zone: str | None) -> str | None:
    from zoneinfo import available_timezones  # noqa: PLC0415

    if zone is not None and zone not in available_timezones():
        raise LodestarError(f"There is no time zone {zone}.{nearest(zone, available_timezones())} Give one to --tz.")
    return zone


def _moment(text: str | None, zone: str | None) -> datetime | None:
    """Return a given moment in UTC; without an offset it is in the zone given, else UTC."""
    import polars as pl  # noqa: PLC0415

    from lodestar.intake.clocks import Clock  # noqa: PLC0415

    if text is None:
        return None
    moment = Clock(zone=zone or "UTC").read(pl.Series([text]))[0]
    if not isinstance(moment, datetime):
        raise LodestarError(f"--exported-at {text[:40]} is no time: write it as 2026-03-01T08:00+08:00.")
    return moment


def _span(text: str | None) -> tuple[date | None, date | None] | None:
    if text is None:
        return None
    first, _, last = text.partition("..")
    try:
        span = (date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None)
    except ValueError as error:
        raise LodestarError(f"--full {text[:40]} is no span of days: write it as 2026-03-01..2026-03-31.") from error
    if span[0] and span[1] and span[0] > span[1]:
        raise LodestarError(f"--full {text[:40]} ends before it begins: write the earlier day first.")
    return span


def _ask_report_zone(folder: DataFolder) -> None:
    """At the first import, ask at a terminal in which zone days are counted; elsewhere say that it is UTC."""
    from zoneinfo import available_timezones  # noqa: PLC0415

    path = folder.settings_file
    if path.exists():
        load_settings(path)
        return
    zone = "UTC"
    if sys.stdin.isatty() and sys.stdout.isatty():
        zone = click.prompt("In which time zone are days counted", default="UTC")
        while zone not in available_timezones():
            zone = click.prompt(
                f"There is no time zone {zone}.{nearest(zone, available_timezones())} Again", default="UTC"
            )
    else:
        click.echo(f"Days are counted in UTC; set report_zone in {path} to change that.")
    write_atomically(path, f'report_zone = "{zone}"\n')
