"""What does a map say? The shape of `queries/sources/<system>.toml`, checked when it is read."""

from datetime import date, datetime
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import BeforeValidator, Field, field_validator, model_validator

from lodestar.errors import nearest
from lodestar.schema import TABLES, Column
from lodestar.toml_files import Strict

ROWS = "rows"
"""What the one kind of file is called in a map that names none: it is known by the columns of required fields."""

Text = str | int | float | bool


def _known_zone(zone: str) -> str:
    if zone not in available_timezones():
        raise ValueError(f"no such time zone.{nearest(zone, available_timezones())}")
    return zone


Zone = Annotated[str, BeforeValidator(_known_zone)]


def _field_from(value: object) -> object:
    """Read `ticket_id = "id"` as `ticket_id = {column = "id"}`."""
    return {"column": value} if isinstance(value, str) else value


class Period(Strict):
    """Which clock the source kept until a moment, as that moment was written there.

    `even_if_labelled`: the source wrote an offset that was not true; the wall clock in UTC was local time in `zone`.
    """

    until: datetime
    zone: Zone
    even_if_labelled: bool = False


class ExportTime(Strict):
    """Where the moment of an export is written: in a column, or in the file's name (one group, read by `format`)."""

    column: str | None = None
    file_name: str | None = None
    format: str = "%Y-%m-%d"


class FileRole(Strict):
    """How one kind of file of the system is recognised: by its columns, and where those are not enough by its name.

    `drop` names columns that hold people and that no table needs: they are not stored.
    """

    headers: tuple[tuple[str, ...], ...] = ()
    names: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    exported_at: ExportTime | None = None

    @model_validator(mode="after")
    def _recognisable(self) -> "FileRole":
        if not self.headers and not self.names:
            raise ValueError("give headers, names or both, so that the file can be recognised")
        return self


class Condition(Strict):
    """Which rows of a file a table takes."""

    column: str
    equals: tuple[Text, ...] | None = Field(default=None, alias="in")
    differs: tuple[Text, ...] | None = Field(default=None, alias="not_in")
    present: bool | None = None
    matches: str | None = None


class Case(Condition):
    """A value for the rows that fulfil a condition."""

    value: Text


class Lookup(Strict):
    """The value is the key of another kind of file of the same import: what that file says for the key."""

    file: str
    key: str
    value: str


class FieldMap(Strict):
    """How one column of ours is made from columns of theirs. Steps apply in the order of this list."""

    column: str | None = None
    first_of: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    value: Text | None = None
    when: tuple[Case, ...] = ()
    balance: tuple[str, str] | None = None
    lookup: Lookup | None = None
    json_path: str | None = Field(default=None, alias="json")
    capture: str | None = None
    words: dict[str, Text] | str | None = None
    other: Text | None = None
    prefix: str | None = None
    split: str | None = None
    html: bool = False
    hashed: bool | None = Field(default=None, alias="hash")
    formats: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_origin(self) -> "FieldMap":
        given = [name for name in ("column", "first_of", "path", "balance") if getattr(self, name)]
        constant = self.value is not None or bool(self.when)
        if len(given) + (constant and not given) != 1:
            raise ValueError("give exactly one of column, first_of, path, balance or value")
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the source columns read."""
        return (self.column,) if self.column else self.first_of or self.path or self.balance or ()


class Expand(Strict):
    """One source row that stands for several: each day of a span, or each weekday of minutes since Sunday 00:00.

    `days` gives the column `_day`; `week_minutes` gives `_weekday` (Monday 1), `_start` and `_end`.
    """

    kind: Literal["days", "week_minutes"]
    first: str
    last: str


class TableMap(Strict):
    """One canonical table out of one or more kinds of file.

    `refused` names a column that says why a row cannot be stored, empty where it can.
    """

    table: str
    files: tuple[str, ...] = Field(default=(ROWS,), alias="from")
    where: tuple[Condition, ...] = ()
    version: str | None = None
    refused: str | None = None
    expand: Expand | None = None
    unpivot: dict[str, str] = {}
    fields: dict[str, Annotated[FieldMap, BeforeValidator(_field_from)]]

    @field_validator("files", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _known_columns(self) -> "TableMap":
        if self.table not in TABLES:
            raise ValueError(f"there is no table {self.table}.{nearest(self.table, TABLES)}")
        table = TABLES[self.table]
        for name in self.fields:
            if table.column(name) is None:
                raise ValueError(f"{self.table} has no column {name}.{nearest(name, table.column_names)}")
        missing = [c.name for c in table.columns if c.required and c.name not in self.fields]
        if missing:
            raise ValueError(f"{self.table} needs the column {missing[0]}: map it")
        return self

    def column(self, name: str) -> Column:
        """Return the canonical column of that name."""
        found = TABLES[self.table].column(name)
        assert found is not None
        return found


class SourceMap(Strict):
    """How one system's export becomes our tables."""

    system: str
    title: str = ""
    zone: Zone = "UTC"
    periods: tuple[Period, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None
    quote: str = '"'
    skip_lines: int = Field(default=0, ge=0)
    trailer_lines: int = Field(default=0, ge=0)
    null_words: tuple[str, ...] = ()
    time_formats: tuple[str, ...] = ()
    authors: Literal["asker", "roles"] | None = None
    covers: tuple[date, date] | None = None
    shared_words: tuple[str, ...] = ()
    words: dict[str, dict[str, Text]] = {}
    files: dict[str, FileRole] = {}
    tables: tuple[TableMap, ...]

    @model_validator(mode="before")
    @classmethod
    def _one_kind_of_file(cls, values: object) -> object:
        """Fill in `files` where a map has one kind of file and does not describe it."""
        if isinstance(values, dict) and not values.get("files") and isinstance(values.get("tables"), list | tuple):
            columns = sorted({name for table in values["tables"] for name in _required_columns(table)})
            return values | {"files": {ROWS: {"headers": [columns]}}}
        return values

    @model_validator(mode="after")
    def _references(self) -> "SourceMap":
        for table in self.tables:
            for role in table.files:
                if role not in self.files:
                    raise ValueError(
                        f"{table.table} comes from {role}, which is no file here.{nearest(role, self.files)}"
                    )
            for name, field in table.fields.items():
                if field.lookup and field.lookup.file not in self.files:
                    raise ValueError(
                        f"{table.table}.{name} looks up {field.lookup.file}, which is no file here."
                        f"{nearest(field.lookup.file, self.files)}"
                    )
                if isinstance(field.words, str) and field.words not in self.words:
                    raise ValueError(
                        f"{table.table}.{name} uses the words {field.words}, which are not given."
                        f"{nearest(field.words, self.words)}"
                    )
        return self


def _required_columns(table: object) -> list[str]:
    """Return the source columns that an unchecked table reads its required columns from."""
    if not isinstance(table, dict) or not isinstance(table.get("fields"), dict) or table.get("table") not in TABLES:
        return []
    required = {column.name for column in TABLES[table["table"]].columns if column.required}
    given = [value for name, value in table["fields"].items() if name in required]
    named = [value.get("column") if isinstance(value, dict) else value for value in given]
    return [name for name in named if isinstance(name, str) and not name.startswith("_")]
