"""The filled list comes back: each row held to the rules, the good ones stored as follow_ups like any other import."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import polars as pl

from lodestar.datafolder import DataFolder
from lodestar.errors import LodestarError, shorten
from lodestar.follow_ups.filled import Line, read_filled
from lodestar.follow_ups.listing import list_rows
from lodestar.follow_ups.rules import Fault, Filled, Scale, fault_of
from lodestar.follow_ups.stored import ANSWERS_MAP, COLUMNS
from lodestar.intake.importer import Importer, Options, plan_import
from lodestar.intake.privacy import hash_personal, load_secret
from lodestar.metrics.mart import Mart
from lodestar.state.follow_ups import Draw, DrawnContact, list_drawn, list_draws


@dataclass(frozen=True)
class Refused:
    """One row that cannot be used, as a sentence: row, column, what was found, what to do."""

    row: int
    column: str
    sentence: str


@dataclass
class Imported:
    """What became of the rows of a filled list: rows = stored + known + duplicate + blank + refused.

    `known` were stored before by the very same file, `blank` are not asked yet; `import_ids` can be undone.
    """

    rows: int
    stored: int = 0
    known: int = 0
    duplicate: int = 0
    blank: int = 0
    refused: list[Refused] = field(default_factory=list)
    import_ids: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Checked:
    """A row of the file with the contact it speaks of, where there is one, and its sentence, where it is refused."""

    line: Line
    draw: Draw | None
    contact: DrawnContact | None
    filled: Filled
    refused: Refused | None


def import_answers(data: DataFolder, path: Path, encoding: str | None = None) -> Imported:
    """Store the answers of a filled list and return what became of each row. Takes the write lock.

    A file that was imported before changes nothing; another one is newer than all before it. Raises LodestarError where
    the file cannot be read, is no such list, or nothing was ever drawn.
    """
    mart = Mart(data)
    lines = read_filled(path, mart.zone.key, encoding)
    with data.writing("this import"):
        book = _Book(mart)
        checked = _without_twice([book.check(line) for line in lines])
        return _store(data, path, checked)


class _Book:
    """What rows are held against: the draws, who was drawn, and who had served them."""

    def __init__(self, mart: Mart) -> None:
        self._mart = mart
        self._draws = {str(draw.id): draw for draw in list_draws(mart.data)}
        if not self._draws:
            raise LodestarError("Nobody was drawn yet: run `lodestar follow-up draw` and have its list filled in.")
        self._drawn = {(str(one.draw), one.source, one.ticket_id): one for one in list_drawn(mart.data)}
        self._listed: dict[int, dict[tuple[str, str], dict[str, str | None]]] = {}

    def check(self, line: Line) -> _Checked:
        """Return the row as it may be stored, or with its sentence."""
        draw, contact = self._draws.get(line.draw), self._drawn.get((line.draw, line.source, line.ticket_id))
        fault = self._stranger(line)
        filled = line.filled
        if fault is None and draw and contact and not line.is_blank:
            filled = self._dated(filled, draw)
            listed = self._list(draw).get((contact.source, contact.ticket_id), {})
            served = frozenset((listed.get("not_by") or "").split("|")) - {""}
            filled = replace(filled, asked_by=self._agent(filled.asked_by))
            fault = fault_of(filled, draw.drawn_at, _scale(listed, contact.scale), served)
        refused = _sentence(line.row, fault) if fault else None
        return _Checked(line, draw, contact, filled, refused)

    def _stranger(self, line: Line) -> Fault | None:
        """Return why a row speaks of nobody who was drawn."""
        if line.unreadable:
            return Fault("all columns", f"the row cannot be read ({line.unreadable})", "compare it with the list drawn")
        if line.draw not in self._draws:
            found = f"there is no draw {shorten(line.draw, 20)}" if line.draw else "the draw is missing"
            return Fault("draw", found, f"copy it from the list (draws: {', '.join(list(self._draws)[-5:])})")
        if (line.draw, line.source, line.ticket_id) in self._drawn:
            return None
        sources = {source for draw, source, _ in self._drawn if draw == line.draw}
        if line.source not in sources:
            found = f"draw {line.draw} has nobody of the source {shorten(line.source, 30)}"
            return Fault("source", found, f"copy it from the list ({', '.join(sorted(sources))})")
        return Fault(
            "ticket_id",
            f"ticket {shorten(line.ticket_id, 30)} is not in draw {line.draw}",
            "copy it from the list (spreadsheets drop leading zeros, shorten long numbers; the .xlsx list keeps them)",
        )

    def _dated(self, filled: Filled, draw: Draw) -> Filled:
        """Return the row with a day given for a time, where it is the day of the draw, read as not before the draw."""
        asked = self._not_before(filled.asked_at, draw.drawn_at)
        answered = self._not_before(filled.answered_at, asked) if asked else filled.answered_at
        return replace(filled, asked_at=asked, answered_at=answered)

    def _not_before(self, given: datetime | None, earliest: datetime) -> datetime | None:
        """Return a moment; where only the day or the minute of `earliest` is given, `earliest` itself."""
        if given is None or given >= earliest:
            return given
        minute = self._mart.local(earliest).replace(second=0, microsecond=0)
        return earliest if self._mart.local(given) in {minute, minute.replace(hour=0, minute=0)} else given

    def _list(self, draw: Draw) -> dict[tuple[str, str], dict[str, str | None]]:
        if draw.id not in self._listed:
            rows = list_rows(self._mart, draw).iter_rows(named=True)
            self._listed[draw.id] = {(row["source"], row["ticket_id"]): row for row in rows}
        return self._listed[draw.id]

    def _agent(self, asked_by: str | None) -> str | None:
        """Return who asked as the data name them: whatever the case, and hashed where intake hashed names."""
        if not asked_by:
            return None
        hashed = pl.select(hash_personal(pl.lit(asked_by), self._secret)).item()
        return self._agents.get(asked_by.casefold()) or self._agents.get(hashed) or asked_by

    @cached_property
    def _secret(self) -> str:
        return load_secret(self._mart.data)

    @cached_property
    def _agents(self) -> dict[str, str]:
        sql = "select distinct leg_agent as agent from mart_legs where leg_agent is not null order by agent"
        return {agent.casefold(): agent for agent in self._mart.once("agents of legs", sql)["agent"]}


def _scale(listed: dict[str, str | None], name: str) -> Scale:
    lowest, highest = (float(listed.get(end) or "nan") for end in ("lowest", "highest"))
    return Scale(name, lowest, highest, tuple((listed.get("labels") or "").split("|")) if listed.get("labels") else ())


def _sentence(row: int, fault: Fault) -> Refused:
    return Refused(row, fault.column, f"Row {row}, {fault.column}: {fault.found}; {fault.remedy}.")


def _without_twice(checked: Sequence[_Checked]) -> list[_Checked]:
    """Return the rows, those refused that say something else of a contact than an earlier row of the file."""
    first: dict[tuple[int, str, str], _Checked] = {}
    kept = []
    for one in checked:
        if one.contact is None or one.refused or one.line.is_blank:
            kept.append(one)
            continue
        earlier = first.setdefault((one.contact.draw, one.contact.source, one.contact.ticket_id), one)
        if earlier.filled != one.filled:
            fault = Fault(
                "ticket_id", f"says something else of this ticket than row {earlier.line.row}", "keep one of the two"
            )
            one = replace(one, refused=_sentence(one.line.row, fault))  # noqa: PLW2901
        kept.append(one)
    return kept


def _store(data: DataFolder, path: Path, checked: Sequence[_Checked]) -> Imported:
    done = Imported(rows=len(checked), refused=[one.refused for one in checked if one.refused])
    done.blank = sum(one.line.is_blank and one.refused is None for one in checked)
    good = sorted({one.contact.source for one in checked if _is_good(one) and one.contact})
    for source in good:
        # Rows that are not stored go with their source, so that the import accounts for each; strangers with the first.
        own = [one for one in checked if _source(one, good) == source]
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / f"{path.stem}.csv"
            pl.DataFrame([_row(one) for one in own], schema=dict.fromkeys(COLUMNS, pl.String)).write_csv(file)
            _import(data, file, source, done, sum(map(_is_good, own)))
    return done


def _is_good(one: _Checked) -> bool:
    return one.refused is None and not one.line.is_blank


def _source(one: _Checked, good: Sequence[str]) -> str:
    return one.contact.source if one.contact and one.contact.source in good else good[0]


def _import(data: DataFolder, file: Path, source: str, done: Imported, rows: int) -> None:
    options = Options(source=source, source_map=ANSWERS_MAP)
    plan = plan_import(data, [file], options, lambda _: None)
    if plan.known:
        done.known += rows
        done.import_ids += sorted(set(plan.known.values()))
        return
    # Newer than every file before it, so that a corrected list holds.
    dated = replace(options, exported_at=datetime.now(UTC).replace(tzinfo=None))
    manifest = Importer(data, plan_import(data, [file], dated, lambda _: None)).run()
    assert manifest is not None
    entry = manifest.files[0]
    done.stored += entry.stored
    done.duplicate += rows - entry.stored
    done.import_ids.append(manifest.import_id)


def _row(one: _Checked) -> dict[str, str | None]:
    """Return a row as intake reads it; of a refused one only what says where it stood and why."""
    filled, contact, draw = one.filled, one.contact, one.draw
    row = dict.fromkeys(COLUMNS)
    row |= {"is_asked": "no" if one.line.is_blank and not one.refused else "yes"}
    row |= {"ticket_id": one.line.ticket_id, "refused": one.refused.sentence if one.refused else None}
    if one.refused or contact is None or draw is None:
        return row
    return row | {
        "drawn_at": draw.drawn_at.isoformat(),
        "ended_at": contact.ended_at.isoformat(),
        "asked_at": filled.asked_at and filled.asked_at.isoformat(),
        "answered_at": filled.answered_at and filled.answered_at.isoformat(),
        "value_raw": filled.value_raw,
        "scale": contact.scale,
        "mode": filled.mode,
        "asked_by": filled.asked_by,
        "frame": contact.frame,
    }
