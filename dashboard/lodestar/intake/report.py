"""What does a person see of an import? Counts per file, the dialect and map used, what was hashed; no customer text."""

from collections.abc import Sequence

import click
import polars as pl

from lodestar.intake.importer import Plan
from lodestar.intake.manifest import FileEntry, Manifest

_COLUMNS = ("rows in", "stored", "duplicate", "rejected")


def print_import(plan: Plan, manifest: Manifest, many: int) -> None:
    """Print what came in: per file, or summed per kind of file where there are more than `many`."""
    click.echo(
        f"{manifest.import_id}: {manifest.source}, map {manifest.system}, times without offset in {manifest.zone}"
    )
    skipped = [file for file in plan.files if file.source.sha256 in plan.known]
    if skipped and len(manifest.files) < len(plan.files):
        click.echo(f"  {len(skipped)} files were imported before and were left alone")
    if len(manifest.files) > many:
        groups: dict[tuple[str, str], list[FileEntry]] = {}
        for entry in manifest.files:
            groups.setdefault((entry.kind, entry.dialect), []).append(entry)
        for (kind, dialect), entries in sorted(groups.items()):
            _print_counts(f"{len(entries)} file{'s' * (len(entries) > 1)} of {kind}", dialect, entries)
    else:
        for entry in manifest.files:
            _print_counts(entry.name, f"{entry.kind}; {entry.dialect}", [entry])
    _print_counts("all", "", manifest.files)
    _print_remarks(manifest)


def _print_remarks(manifest: Manifest) -> None:
    """Print what the batch holds, what was hidden in it, and what a person should know."""
    left_out = sum(entry.left_out for entry in manifest.files)
    if left_out:
        click.echo(f"  of the rejected, {left_out:,} are rows that the map takes into no table")
    for name, table in manifest.tables.items():
        span = f", {table.first_at:%Y-%m-%d} to {table.last_at:%Y-%m-%d}" if table.first_at and table.last_at else ""
        click.echo(f"  {name}: {table.rows:,} rows{span}")
    if manifest.hashed_columns:
        click.echo(f"  hashed, because they may name people: {', '.join(manifest.hashed_columns)}")
    if manifest.dropped_columns:
        click.echo(f"  not stored, because they name people: {', '.join(manifest.dropped_columns)}")
    for note in manifest.notes:
        click.echo(f"  {note}")


def _print_counts(label: str, detail: str, entries: Sequence[FileEntry]) -> None:
    numbers = (
        sum(e.rows_in for e in entries), sum(e.stored for e in entries),
        sum(e.duplicate for e in entries), sum(e.rejected for e in entries),
    )  # fmt: skip
    counts = ", ".join(f"{name} {number:,}" for name, number in zip(_COLUMNS, numbers, strict=True))
    click.echo(f"  {label}: {counts}" + (f"  ({detail})" if detail else ""))


def print_plan(plan: Plan) -> None:
    """Print how files would be read."""
    click.echo(
        f"Map {plan.source_map.system}, source {plan.source}, times without offset in {plan.zone}; nothing is stored."
    )
    for file in plan.files[:20]:
        again = f"; imported before ({plan.known[file.source.sha256]})" if file.source.sha256 in plan.known else ""
        click.echo(f"  {file.source.name}: {file.role}; {file.dialect}{again}")
    if len(plan.files) > 20:  # noqa: PLR2004 - a screenful
        click.echo(f"  … and {len(plan.files) - 20} more files")
    for table in plan.source_map.tables:
        if any(file.role in table.files for file in plan.files):
            click.echo(f"  {table.table} from {', '.join(table.files)}")
            if plan.source_map.system == "canonical":
                continue
            for name, field in table.fields.items():
                origin = " / ".join(field.columns) or repr(field.value)
                click.echo(f"    {name} <- {origin}")


def print_preview(tables: dict[str, pl.DataFrame]) -> None:
    """Print the first rows of each table, texts of customers replaced by their length."""
    for name, rows in tables.items():
        click.echo(f"\n{name}")
        shown = [_shown(rows[column]) for column in rows.columns if rows[column].null_count() < rows.height]
        with pl.Config(tbl_cols=-1, tbl_rows=10, tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True,
                       tbl_width_chars=110, fmt_str_lengths=24):  # fmt: skip
            click.echo(str(pl.DataFrame(shown)) if shown else "  no rows")


def _shown(column: pl.Series) -> pl.Series:
    if column.name in {"body", "subject", "comment", "note"}:
        return (column.str.len_chars().cast(pl.String) + " characters").rename(column.name)
    return column


def print_imports(imports: Sequence[Manifest]) -> None:
    """Print every import with its counts."""
    if not imports:
        click.echo("Nothing has been imported yet: `lodestar import PATH`.")
    for manifest in imports:
        tables = ", ".join(f"{name} {table.rows:,}" for name, table in manifest.tables.items())
        click.echo(
            f"{manifest.import_id}  {manifest.imported_at:%Y-%m-%d %H:%M}  {manifest.source} (map {manifest.system}, "
            f"{manifest.zone})  {len(manifest.files)} files"
        )
        _print_counts("rows", tables, manifest.files)
