"""What is loaded, how fresh is it, what is published, and which checks failed?"""

from collections.abc import Iterator

from lodestar.checks.results import load_results
from lodestar.datafolder import DataFolder
from lodestar.intake.manifest import Manifest, list_imports
from lodestar.models.publish import Published, current_mart
from lodestar.models.workdays import calendar_warnings
from lodestar.settings import Settings, load_settings


def status_lines(data: DataFolder) -> list[str]:
    """Return the report, line by line. Raises LodestarError where settings, batches or mart cannot be read."""
    settings = load_settings(data.settings_file)
    imports = list_imports(data)
    published = current_mart(data)
    lines = [f"Data folder   {data.root.resolve()}", *_source_lines(imports)]
    lines += list(_mart_lines(published, imports))
    lines += list(_check_lines(data))
    lines += [f"Calendar      {warning}" for warning in calendar_warnings(settings, _years(imports, settings))]
    return lines


def _source_lines(imports: list[Manifest]) -> list[str]:
    if not imports:
        return ["Imports       none yet: run `lodestar import PATH`."]
    lines = [f"Imports       {len(imports)}, the last on {imports[-1].imported_at:%Y-%m-%d %H:%M} UTC"]
    for source in sorted({one.source for one in imports}):
        own = [one for one in imports if one.source == source]
        rows = sum(table.rows for one in own for table in one.tables.values())
        newest = max((one.last_at for one in own if one.last_at), default=None)
        reach = f", records up to {newest:%Y-%m-%d %H:%M} UTC" if newest else ""
        lines.append(f"  {source:<12}{rows:>12,} rows{reach}")
    return lines


def _mart_lines(published: Published | None, imports: list[Manifest]) -> Iterator[str]:
    if published is None:
        yield "Published     nothing yet: run `lodestar build`."
        return
    yield f"Published     version {published.version}, built on {published.built_at:%Y-%m-%d %H:%M} UTC"
    newer = [one for one in imports if one.imported_at.replace(tzinfo=None) > published.built_at]
    if newer:
        yield f"              {len(newer)} imports are newer than it: run `lodestar build`."


def _check_lines(data: DataFolder) -> Iterator[str]:
    results = load_results(data)
    for stage in results.stages:
        failed, stopped = len(stage.failed), len(stage.stopped)
        told = f"{failed} failed, {stopped} of them stop a build: see `lodestar check`" if failed else "all passed"
        yield f"Checks        {stage.stage}: {told}"
    if not results.stages:
        yield "Checks        have not run yet: run `lodestar check`."


def _years(imports: list[Manifest], settings: Settings) -> list[int]:
    if settings.business_hours.country is None:
        return []
    moments = [moment for one in imports for table in one.tables.values() for moment in (table.first_at, table.last_at)]
    return sorted({moment.year for moment in moments if moment is not None})
