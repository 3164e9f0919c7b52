"""Which checks are there? One TOML and one SQL rule each, in data_checks/."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

import sqlglot
from pydantic import Field, model_validator
from sqlglot import exp

from lodestar.errors import LodestarError
from lodestar.locate import program_folder
from lodestar.toml_files import Strict, check_values, read_toml

Stage = Literal["raw", "mart"]
Language = Literal["en", "zh"]


class Threshold(Strict):
    """How much is still tolerated: so many rows, or such a share of any one source's rows. Just one of the two."""

    count: int | None = Field(default=None, ge=0)
    share: float | None = Field(default=None, ge=0, lt=1)

    @model_validator(mode="after")
    def _one_of_two(self) -> "Threshold":
        if (self.count is None) == (self.share is None):
            raise ValueError("give either count or share")
        return self


class Words(Strict):
    """What a person reads: `fix` is for whoever exports, `use` says whether the pages may still be trusted."""

    title: str = Field(min_length=1)
    fix: str = Field(min_length=1)
    use: str = Field(min_length=1)


class Check(Strict):
    """One check as its file describes it."""

    id: str
    stage: Stage
    table: str
    severity: Literal["stop", "warn"]
    threshold: Threshold
    reason: str = Field(min_length=1)
    since: date
    affects: tuple[str, ...] = ()
    en: Words
    zh: Words

    def words(self, language: Language) -> Words:
        """Return the texts in one language."""
        return self.en if language == "en" else self.zh


class Rule:
    """A check with its SQL. The SQL returns the offending rows; their number is the count."""

    def __init__(self, check: Check, sql: str) -> None:
        self.check = check
        self.sql = sql
        self.tree = _parse(sql, check.id)

    @property
    def relations(self) -> set[str]:
        """Return the tables and views that the rule reads."""
        named_inside = {cte.alias for cte in self.tree.find_all(exp.CTE)}
        return {table.name for table in self.tree.find_all(exp.Table) if table.name and table.name not in named_inside}

    @property
    def row_test(self) -> str | None:
        """Return the rule's `where` as SQL if each row of the check's table is judged by itself, else None.

        Such a rule selects from its table under the alias r, without joins or groups; its subqueries read nothing
        but the settings. All of one table's are counted together in one scan.
        """
        tree = self.tree
        if not isinstance(tree, exp.Select) or self.relations - {"settings"} != {self.check.table}:
            return None
        source, where = tree.args.get("from_"), tree.args.get("where")
        if source is None or where is None or source.this.name != self.check.table or source.this.alias != "r":
            return None
        if any(tree.args.get(part) for part in ("with_", "joins", "group", "distinct", "qualify", "limit")):
            return None
        inner = [table.name for table in where.find_all(exp.Table)]
        if set(inner) - {"settings"} or tree.find(exp.AggFunc, exp.Window):
            return None
        return str(where.this.sql(dialect="duckdb"))


def _parse(sql: str, name: str) -> exp.Query:
    try:
        statements = [tree for tree in sqlglot.parse(sql, read="duckdb") if tree is not None]
    except sqlglot.errors.ParseError as error:
        raise LodestarError(f"rules/{name}.sql is not valid SQL: {str(error).splitlines()[0]}") from error
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise LodestarError(f"rules/{name}.sql must hold exactly one select: it returns the offending rows.")
    return statements[0]


def load_rules(folder: Path | None = None) -> dict[str, Rule]:
    """Return every check by id, in order of id. Raises LodestarError naming the file that is wrong."""
    return _load(folder or program_folder("data_checks"))


@lru_cache(maxsize=4)
def _load(folder: Path) -> dict[str, Rule]:
    rules = {}
    for file in sorted(folder.glob("*.toml")):
        values = {"id": file.stem, **read_toml(file)}
        if values["id"] != file.stem:
            raise LodestarError(f"{file.name}: id = {values['id']} differs from the file's name: make them equal.")
        check = check_values(values, Check, file.name)
        sql_file = folder / "rules" / f"{file.stem}.sql"
        if not sql_file.is_file():
            raise LodestarError(f"{file.name} has no rule: write rules/{file.stem}.sql, which returns the bad rows.")
        rules[check.id] = Rule(check, sql_file.read_text(encoding="utf-8"))
    for sql_file in (folder / "rules").glob("*.sql"):
        if sql_file.stem not in rules:
            raise LodestarError(f"rules/{sql_file.name} belongs to no check: write {sql_file.stem}.toml beside it.")
    return rules
