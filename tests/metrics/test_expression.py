"""A metric's file may hold SQL where a column could stand: one expression, made over the whole mart, or refused."""

import shutil
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from lodestar.errors import LodestarError
from lodestar.locate import program_folder
from lodestar.metrics import wide
from lodestar.metrics.answer import ask
from lodestar.metrics.catalogue import Catalogue, load_catalogue
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Condition, Question
from tests.support.mart import all_tables, publish

GAP = "date_diff('second', lag(opened_at) over (partition by customer_key order by opened_at, contact_key), opened_at)"
FOLDER = program_folder("queries") / "metrics"


def catalogue_with(folder: Path, name: str, like: str, **keys: str) -> Catalogue:
    """Return the catalogue with one more metric: another one's file with some keys changed."""
    copied = folder / "metrics"
    shutil.copytree(FOLDER, copied)
    lines = (copied / f"{like}.toml").read_text("utf-8").splitlines()
    changed = [f"{key} = '''{keys[key]}'''" if (key := line.partition(" ")[0]) in keys else line for line in lines]
    (copied / f"{name}.toml").write_text("\n".join(changed), "utf-8")
    return load_catalogue(copied)


def gaps(contacts: pl.DataFrame) -> pl.DataFrame:
    """Return the seconds since the customer's contact before, worked out row by row."""
    last: dict[int | None, object] = {}
    found = {}
    for key, customer, opened in (
        contacts.sort("opened_at", "contact_key").select("contact_key", "customer_key", "opened_at").rows()
    ):
        if customer in last:
            found[key] = (opened - last[customer]).total_seconds()
        last[customer] = opened
    return contacts.with_columns(gap=pl.col("contact_key").replace_strict(found, default=None, return_dtype=pl.Float64))


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return catalogue_with(tmp_path_factory.mktemp("gap"), "gap_seconds", "return_seconds", value=GAP, day="opened_on")


def test_other_rows_are_looked_at_before_days_and_filters(
    mart: Mart, mart_file: Path, tables: dict[str, pl.DataFrame], catalogue: Catalogue
) -> None:
    days = (date(2026, 2, 10), date(2026, 2, 20))
    question = Question("gap_seconds", ("team",), None, *days, where=(Condition("channel", ("email",)),))
    answer = ask(mart, question, catalogue)
    kept = gaps(tables["mart_contacts"]).filter(
        pl.col("opened_on").is_between(*days), pl.col("channel") == "email", pl.col("gap").is_not_null()
    )
    wanted = kept.group_by("team").agg(n=pl.len(), value=pl.col("gap").median()).sort("team", nulls_last=True)
    assert wanted["n"].min() > 0  # type: ignore[operator]
    assert answer.rows["team"].to_list() == wanted["team"].to_list()
    assert answer.rows["n"].to_list() == wanted["n"].to_list()
    assert answer.rows["value"].to_list() == pytest.approx(wanted["value"].to_list())
    with duckdb.connect(str(mart_file), read_only=True) as by_hand:
        assert by_hand.sql(answer.sql).pl().rows() == answer.rows.rows()


def test_a_wide_question_is_answered_exactly(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = all_tables(rows=2000)
    contacts = tables["mart_contacts"]
    days = contacts.group_by("opened_on", "channel", "team").agg(pl.len().alias("contacts"))
    sample = contacts.filter(pl.col("customer_key") % 16 == 0)
    big = publish(tmp_path, tables | {wide.SAMPLE: sample, wide.BY_DAY["opened_on"]: days})
    exact = ask(big, Question("gap_seconds"), catalogue)
    monkeypatch.setattr(wide, "EXACT_UP_TO", 100)
    monkeypatch.setattr(wide, "EFFECTS_EXACT_UP_TO", 100)
    assert ask(big, Question("gap_seconds"), catalogue).rows.equals(exact.rows)
    assert exact.rows["value"][0] == gaps(contacts).filter(pl.col("opened_on").is_not_null())["gap"].median()


def test_a_share_of_an_expression(tmp_path: Path, mart: Mart, tables: dict[str, pl.DataFrame]) -> None:
    keys = {
        "numerator": "handle_seconds > 600",
        "denominator": "case when handle_seconds is not null then 1 else 0 end",
    }
    long = ask(mart, Question("long_share"), catalogue_with(tmp_path, "long_share", "transfer_rate", **keys))
    known = tables["mart_contacts"].filter(pl.col("handle_seconds").is_not_null(), pl.col("ended_on").is_not_null())
    assert long.rows["n"][0] == known.height
    assert long.rows["numerator"][0] == known.filter(pl.col("handle_seconds") > 600).height


def test_what_looks_around_and_what_does_not_may_stand_in_one_file(
    tmp_path: Path, mart: Mart, tables: dict[str, pl.DataFrame]
) -> None:
    known = "case when customer_key > 0 then 1 else 0 end"
    keys = {
        "numerator": f"case when customer_key > 0 then coalesce({GAP} <= 86400, false) else false end",
        "denominator": known,
    }
    again = ask(mart, Question("again_share"), catalogue_with(tmp_path, "again_share", "transfer_rate", **keys))
    kept = gaps(tables["mart_contacts"]).filter(pl.col("customer_key") > 0, pl.col("ended_on").is_not_null())
    assert again.rows["n"][0] == kept.height
    assert again.rows["numerator"][0] == kept.filter(pl.col("gap") <= 86400).height > 0


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (
            "handle_secnds",
            "gap_seconds.toml: value: mart_contacts has no column 'handle_secnds'. Did you mean handle_s",
        ),
        ("handle_secnds / 60", "gap_seconds.toml: value: mart_contacts has no column 'handle_secnds'. Did you mean"),
        ("m.handle_seconds / 60", "m.handle_seconds names a table. Write 'handle_seconds' alone."),
        ("handle_seconds +", "gap_seconds.toml: value cannot be read as SQL (Required keyword: 'expression' missing"),
        ("handle_seconds / 60; drop table mart_contacts", "gap_seconds.toml: value is more than one expression"),
        ("select handle_seconds from mart_contacts", "gap_seconds.toml: value is more than one expression"),
        ("(select max(handle_seconds) from mart_contacts)", "gap_seconds.toml: value is more than one expression"),
        ("handle_seconds in (select 1)", "gap_seconds.toml: value is more than one expression"),
        ("handle_seconds / 60 as minutes", "gap_seconds.toml: value is more than one expression"),
        ("drop table mart_contacts", "gap_seconds.toml: value is more than one expression"),
        ("handle_seconds, pickup_seconds", "gap_seconds.toml: value cannot be read as SQL"),
        ("* ", "gap_seconds.toml: value is more than one expression"),
        ("$v1 + handle_seconds", "gap_seconds.toml: value is more than one expression"),
        ("handle_seconds / 60 -- minutes", "gap_seconds.toml: value holds an SQL comment"),
        ("sum(handle_seconds)", "gap_seconds.toml: value: SUM(handle_seconds) adds rows up"),
        ("lag(handle_seconds)", "gap_seconds.toml: value: LAG(handle_seconds) adds rows up"),
    ],
)
def test_anything_but_one_expression_is_refused(tmp_path: Path, value: str, says: str) -> None:
    with pytest.raises(LodestarError) as error:
        catalogue_with(tmp_path, "gap_seconds", "return_seconds", value=value)
    assert says in str(error.value)


def test_a_name_that_the_mart_has_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LodestarError, match="mart_contacts has a column handle_seconds already"):
        catalogue_with(tmp_path, "handle_seconds", "return_seconds", value="return_seconds / 60")


def test_a_day_that_no_mart_has_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LodestarError, match=r"day: mart_contacts has no column 'opend_on'. Did you mean opened_on"):
        catalogue_with(tmp_path, "gap_seconds", "return_seconds", value=GAP, day="opend_on")


def test_a_mart_without_one_of_its_columns_says_which(tmp_path: Path, catalogue: Catalogue) -> None:
    tables = all_tables(rows=50)
    poor = publish(tmp_path, tables | {"mart_contacts": tables["mart_contacts"].drop("customer_key")})
    told = ask(poor, Question("gap_seconds"), catalogue).absent
    assert told is not None
    assert told["en"] == "These numbers were built without mart_contacts.customer_key: run `lodestar build` again."
