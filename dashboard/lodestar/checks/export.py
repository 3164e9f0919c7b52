"""Which rows offend? All of them in one table, for whoever mends the export."""

from pathlib import Path

import polars as pl

from lodestar.checks.counting import rows_file
from lodestar.checks.results import Results
from lodestar.datafolder import DataFolder
from lodestar.errors import LodestarError, shorten
from lodestar.intake.manifest import list_imports

_PLACE = ("source", "ticket_id", "import_id", "file_number", "line")
_HEAD = ("check", "severity", "title")
_SCHEMA = dict.fromkeys((*_HEAD, *_PLACE, "details"), pl.String)
_FORMATS = (".csv", ".parquet")


def offending_rows(folder: DataFolder, results: Results) -> pl.DataFrame:
    """Return the rows of every failed check: check, severity, title, place, and the rest as 'name=value'.

    Texts are masked as they were stored; a check keeps at most a million of its rows.
    """
    frames = [pl.DataFrame(schema=_SCHEMA)]
    for result in results.failed:
        file = rows_file(folder, result.check.id)
        if not file.exists():
            continue
        rows = pl.read_parquet(file)
        rest = [
            pl.format("{}={}", pl.lit(name), pl.col(name).cast(pl.String))
            for name in rows.columns
            if name not in (*_PLACE, "file")
        ]
        frames.append(
            rows.select(
                pl.lit(result.check.id).alias("check"),
                pl.lit(result.check.severity).alias("severity"),
                pl.lit(result.check.en.title).alias("title"),
                *(
                    (pl.col(name).cast(pl.String) if name in rows.columns else pl.lit(None, dtype=pl.String)).alias(
                        name
                    )
                    for name in _PLACE
                ),
                (pl.concat_str(rest, separator="; ", ignore_nulls=True) if rest else pl.lit("")).alias("details"),
            )
        )
    files = [(m.import_id, str(file.number), file.name) for m in list_imports(folder) for file in m.files]
    names = pl.DataFrame(files, schema=dict.fromkeys(("import_id", "file_number", "file"), pl.String), orient="row")
    named = pl.concat(frames).join(names, on=["import_id", "file_number"], how="left", maintain_order="left")
    return named.drop("file_number").select(*_HEAD, "source", "ticket_id", "import_id", "file", "line", "details")


def _text(name: str, rows: pl.DataFrame) -> pl.Expr:
    return pl.col(name).cast(pl.String) if name in rows.columns else pl.lit(None, dtype=pl.String)


def check_target(file: Path) -> None:
    """Raise LodestarError where rows cannot be written in the form that the file's name asks for."""
    if file.suffix not in _FORMATS:
        raise LodestarError(f"--export {shorten(file.name)} is of no known form: name it .csv or .parquet.")


def write_rows(folder: DataFolder, results: Results, file: Path) -> int:
    """Write the offending rows to a .csv or .parquet file and return how many. Raises LodestarError where it cannot."""
    rows = offending_rows(folder, results)
    try:
        if file.suffix == ".csv":
            text = pl.col(pl.String)
            guarded = pl.when(text.str.contains(r"^[=+\-@\t\r]")).then(pl.lit("'") + text).otherwise(text)
            rows.with_columns(guarded.name.keep()).write_csv(file, include_bom=True)
        else:
            rows.write_parquet(file)
    except OSError as error:
        raise LodestarError(
            f"{file} cannot be written ({error.strerror}): choose another place with --export."
        ) from error
    return rows.height
