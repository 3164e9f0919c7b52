"""What are the records of a Parquet file, as text?"""

import io
from collections.abc import Iterator

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from lodestar.errors import LodestarError
from lodestar.intake.forms.chunk import ROWS, Chunk, check_names, rejected_frame
from lodestar.intake.forms.source import SourceFile


def _open(source: SourceFile) -> pq.ParquetFile:
    """Return the file, read into memory where it is packed. Raises LodestarError where it is damaged."""
    try:
        return pq.ParquetFile(io.BytesIO(source.content()) if source.is_packed else source.path)
    except (pa.ArrowException, OSError) as error:
        raise LodestarError(f"{source.name} is a damaged Parquet file: export it again.") from error


def parquet_header(source: SourceFile) -> list[str]:
    """Return the column names."""
    with _open(source) as file:
        return list(file.schema_arrow.names)


def count_parquet(source: SourceFile) -> int:
    """Return the number of rows that the file's footer states."""
    with _open(source) as file:
        return int(file.metadata.num_rows)


def read_parquet(source: SourceFile) -> Iterator[Chunk]:
    """Yield the rows as text: times in ISO 8601 (with the offset if they have one), nested values as JSON."""
    line = 1
    with _open(source) as file:
        columns = check_names(source.name, file.schema_arrow.names)
        try:
            for batch in file.iter_batches(batch_size=ROWS):
                rows = pl.DataFrame(pa.Table.from_batches([batch.rename_columns(columns)]))
                text = rows.select(_as_text(name, rows.schema[name]) for name in columns)
                numbers = pl.int_range(line, line + rows.height, dtype=pl.Int64).alias("_line")
                line += rows.height
                yield Chunk(text.with_columns(numbers), rejected_frame([]))
        except (pa.ArrowException, OSError, pl.exceptions.PolarsError) as error:
            raise LodestarError(f"{source.name} is a damaged Parquet file: export it again.") from error


def _as_text(name: str, kind: pl.DataType) -> pl.Expr:
    """Return a column as text."""
    column = pl.col(name)
    if isinstance(kind, pl.Datetime):
        return column.dt.strftime("%Y-%m-%dT%H:%M:%S%.6f%:z" if kind.time_zone else "%Y-%m-%dT%H:%M:%S%.6f")
    if isinstance(kind, pl.Struct):
        return pl.when(column.is_not_null()).then(column.struct.json_encode()).alias(name)
    if isinstance(kind, pl.List | pl.Array):
        encoded = pl.struct(column.alias("v")).struct.json_encode()
        return pl.when(column.is_not_null()).then(encoded.str.slice(5, encoded.str.len_chars() - 6)).alias(name)
    return column.cast(pl.String)
