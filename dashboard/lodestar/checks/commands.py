"""`lodestar check`: may the data be trusted, and what is to be done?"""

from pathlib import Path

import click

from lodestar.datafolder import DataFolder
from lodestar.errors import NeedsAPersonError
from lodestar.settings import load_settings


@click.command("check", short_help="Run all checks and say what to do.")
@click.option(
    "--lang", type=click.Choice(["en", "zh"]), help="Language of the report; the settings' first if left out."
)
@click.option(
    "--export",
    "export_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Also write the offending rows of all failed checks, personal numbers masked, to a .csv or .parquet file.",
)
@click.pass_obj
def check_command(folder: DataFolder, lang: str | None, export_file: Path | None) -> None:
    """Run all checks, write Data Docs, and print the failures with what to do.

    Checks on imported data run anew. Checks on the mart run on the published one; those that need what only a build
    holds keep the outcome of the last build.
    """
    from lodestar.checks.catalogue import Language  # noqa: PLC0415  # all that is heavy loads only when checks run
    from lodestar.checks.export import check_target, write_rows  # noqa: PLC0415
    from lodestar.checks.report import report_lines, stopped_sentence  # noqa: PLC0415
    from lodestar.checks.results import load_results  # noqa: PLC0415
    from lodestar.checks.run import run_mart, run_raw  # noqa: PLC0415
    from lodestar.models.duck import connect  # noqa: PLC0415
    from lodestar.models.gather import open_inputs  # noqa: PLC0415
    from lodestar.models.publish import current_mart  # noqa: PLC0415

    settings = load_settings(folder.settings_file)
    language: Language = "zh" if (lang or settings.languages[0]) == "zh" else "en"
    if export_file is not None:
        check_target(export_file)
    with folder.writing("this check"):
        with open_inputs(folder) as connection:
            run_raw(folder, connection, again=True)
        published = current_mart(folder)
        if published is not None:
            with connect(None, folder.cache / "spill") as connection:
                quoted = str(published.file).replace("'", "''")
                connection.execute(f"attach '{quoted}' as mart (read_only)")
                connection.execute("use mart")
                run_mart(folder, connection)
        results = load_results(folder)
    for line in report_lines(folder, results, language):
        click.echo(line)
    if export_file is not None:
        click.echo(f"{write_rows(folder, results, export_file):,} → {export_file}")
    if results.stopped:
        raise NeedsAPersonError(stopped_sentence(results, language))
