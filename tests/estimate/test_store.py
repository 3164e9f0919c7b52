"""Estimates of closed weeks as a build makes them: which weeks, made when, from what, and the same however built."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest

from lodestar.datafolder import DataFolder
from lodestar.errors import LodestarError
from lodestar.estimate import index_models, store
from lodestar.estimate.guards import ESTIMATED
from lodestar.estimate.reading import closed_weeks
from lodestar.estimate.table import described
from tests.estimate import worlds
from tests.estimate.next_mart import closed_after, mart_contacts, next_mart, put_in_force, written
from tests.estimate.worlds import FIRST, Plan

WEEKS = 12
PLAN = Plan(contacts=800, rate=0.4, auc=0.76, invites=True)
ONE = timedelta(seconds=1)
Tables = dict[str, list[tuple[Any, ...]]]


def week(place: int) -> date:
    """Return the Monday of a week, counted from 0."""
    return FIRST + timedelta(weeks=place)


SEEN = closed_after(week(WEEKS - 1))


def contacts_of(plan: Plan = PLAN, weeks: int = WEEKS) -> pl.DataFrame:
    return mart_contacts(worlds.make_weeks(plan, 5, weeks))


def estimated(data: DataFolder, contacts: pl.DataFrame, seen_to: datetime | None = SEEN) -> Tables:
    """Return every table that a build of these contacts writes."""
    with next_mart(contacts, seen_to) as work:
        store.estimate_all(data, work)
        return written(work)


def column(tables: Tables, name: str, table: str = "mart_estimates") -> list[Any]:
    place = store_columns(table).index(name)
    return [row[place] for row in tables[table]]


def store_columns(table: str) -> list[str]:
    return list(described(table))


def of_all(tables: Tables) -> dict[date, dict[str, Any]]:
    """Return per week the row of all contacts."""
    rows = [dict(zip(store_columns("mart_estimates"), row, strict=True)) for row in tables["mart_estimates"]]
    return {row["week_on"]: row for row in rows if row["dimension"] == "all"}


@dataclass(frozen=True)
class Once:
    """Twelve weeks estimated once: what was written, and the data folder with what was kept."""

    contacts: pl.DataFrame
    tables: Tables
    root: Path


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    root = tmp_path_factory.mktemp("estimated")
    contacts = contacts_of()
    with next_mart(contacts, SEEN) as work:
        store.estimate_all(DataFolder(root), work)
        put_in_force(work, root / "marts")
        return Once(contacts, written(work), root)


@pytest.fixture
def own(once: Once, tmp_path: Path) -> DataFolder:
    """Return a copy of its data folder that a test may write to."""
    return DataFolder(Path(shutil.copytree(once.root, tmp_path / "own")))


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[date]:
    """Return the list of weeks computed from now on, in the order in which they are."""
    weeks: list[date] = []
    make = store._make

    def noted(one: Any, features: Any, target: Any) -> Any:
        weeks.append(one.week_on)
        return make(one, features, target)

    monkeypatch.setattr(store, "_make", noted)
    return weeks


def changed(contacts: pl.DataFrame, where: pl.Expr, **values: object) -> pl.DataFrame:
    """Return the contacts with other values in the first row of these."""
    key = contacts.filter(where).sort("contact_key")["contact_key"][0]
    is_it = pl.col("contact_key") == key
    return contacts.with_columns(
        pl.when(is_it).then(pl.lit(value)).otherwise(name).cast(contacts.schema[name]).alias(name)
        for name, value in values.items()
    )


def late_rating(contacts: pl.DataFrame, place: int) -> pl.DataFrame:
    """Return the contacts with one more rated, badly, in a week."""
    silent = (pl.col("rating_coverage_num") == 0) & (pl.col("invite_rate_num") == 1)
    return changed(contacts, silent & in_week(place), rating_coverage_num=1, csat_den=1, csat_num=0)


def silenced(contacts: pl.DataFrame, where: pl.Expr) -> pl.DataFrame:
    """Return the contacts of which these were neither invited nor rated."""
    names = ("invite_rate_num", "rating_coverage_num", "csat_den", "csat_num")
    return contacts.with_columns(pl.when(where).then(0).otherwise(name).cast(pl.Int16).alias(name) for name in names)


def is_written(work: duckdb.DuckDBPyConnection) -> bool:
    return bool(work.execute("select 1 from duckdb_tables() where table_name = 'mart_estimates'").fetchone())


def in_week(place: int) -> pl.Expr:
    return pl.col("ended_on").is_between(week(place), week(place) + timedelta(days=6))


def test_every_closed_week_is_estimated_and_no_other(once: Once) -> None:
    rows = of_all(once.tables)
    assert list(rows) == [week(place) for place in range(WEEKS)]
    assert {row["state"] for row in rows.values()} == {ESTIMATED}
    assert {row["eligible"] for row in rows.values()} == {PLAN.contacts}
    counted = once.contacts.group_by(pl.col("ended_on").dt.truncate("1w")).agg(pl.col("rating_coverage_num").sum())
    assert {row["week_on"]: row["rated"] for row in rows.values()} == dict(counted.rows())
    assert all(row["low"] < row["estimate"] < row["high"] for row in rows.values())
    assert all(row["odds_2_low"] < row["low"] < row["high"] < row["odds_2_high"] for row in rows.values())
    assert {row["dimension"] for row in dicts(once.tables)} == {"all", "channel", "issue_1", "team", "segment"}
    assert set(column(once.tables, "week_on", "mart_signal_worth")) == {week(WEEKS - 1)}


def dicts(tables: Tables) -> list[dict[str, Any]]:
    return [dict(zip(store_columns("mart_estimates"), row, strict=True)) for row in tables["mart_estimates"]]


@pytest.mark.parametrize(
    ("seen_to", "weeks"), [(SEEN, WEEKS), (SEEN - ONE, WEEKS - 1), (SEEN + timedelta(days=40), WEEKS), (None, 0)]
)
def test_a_week_is_closed_once_its_last_rating_must_have_been_seen(
    once: Once, seen_to: datetime | None, weeks: int
) -> None:
    with next_mart(once.contacts, seen_to) as work:
        assert closed_weeks(work) == [week(place) for place in range(weeks)]


def test_a_week_with_a_pending_contact_stays_open(once: Once) -> None:
    pending: dict[str, object] = {"rating_coverage_den": None, "rating_coverage_num": None}
    contacts = changed(once.contacts, in_week(4), **pending)
    with next_mart(contacts, SEEN) as work:
        assert closed_weeks(work) == [week(place) for place in range(WEEKS) if place != 4]
    nobody = changed(once.contacts, in_week(4), **pending, is_rating_eligible=False)
    with next_mart(nobody, SEEN) as work:
        assert len(closed_weeks(work)) == WEEKS, "who cannot be rated is waited for by nobody"


def test_archived_sources_keep_no_week_open(once: Once) -> None:
    with next_mart(once.contacts, SEEN) as work:
        work.execute("insert into next_mart.mart_meta values (timestamp '2020-01-01', true)")
        assert len(closed_weeks(work)) == WEEKS


def test_without_contacts_the_tables_are_there_and_empty(tmp_path: Path, once: Once) -> None:
    tables = estimated(DataFolder(tmp_path), once.contacts.clear())
    assert tables.keys() == once.tables.keys()
    assert not any(tables.values())


def test_closed_weeks_that_did_not_change_are_not_computed_again(once: Once, own: DataFolder, made: list[date]) -> None:
    files = {file: file.stat().st_mtime_ns for file in (own.cache / "estimates").iterdir()}
    assert len(files) == WEEKS
    assert estimated(own, once.contacts) == once.tables
    assert made == []
    assert {file: file.stat().st_mtime_ns for file in (own.cache / "estimates").iterdir()} == files


@pytest.mark.parametrize("place", [WEEKS - 1, WEEKS - 3])
def test_a_late_rating_makes_only_the_weeks_that_learn_from_it_anew(
    once: Once, own: DataFolder, made: list[date], place: int
) -> None:
    tables = estimated(own, late_rating(once.contacts, place))
    assert made == [week(one) for one in range(place, WEEKS)]
    before, now = of_all(once.tables), of_all(tables)
    assert now[week(place)]["rated"] == before[week(place)]["rated"] + 1
    assert now[week(place)]["positive"] == before[week(place)]["positive"]
    assert now[week(place)]["estimate"] < before[week(place)]["estimate"]
    assert [now[week(one)] == before[week(one)] for one in range(WEEKS)] == [one < place for one in range(WEEKS)]
    assert len(list((own.cache / "estimates").iterdir())) == WEEKS, "what a week was before is not kept"


def test_a_rating_reaches_eight_weeks_on(once: Once, own: DataFolder, made: list[date]) -> None:
    estimated(own, late_rating(once.contacts, 1))
    assert made == [week(one) for one in range(1, 10)]


def test_an_edited_rating_counts_as_it_now_is(once: Once, own: DataFolder, made: list[date]) -> None:
    was_well = (pl.col("csat_den") == 1) & (pl.col("csat_num") == 1)
    tables = estimated(own, changed(once.contacts, was_well & in_week(WEEKS - 1), csat_num=0))
    assert made == [week(WEEKS - 1)]
    before, now = of_all(once.tables)[week(WEEKS - 1)], of_all(tables)[week(WEEKS - 1)]
    assert (now["rated"], now["positive"]) == (before["rated"], before["positive"] - 1)


def test_another_target_makes_all_weeks_anew(once: Once, own: DataFolder, made: list[date]) -> None:
    (own.root / "lodestar.toml").write_text("[targets]\ncsat = 0.6\n")
    rows = of_all(estimated(own, once.contacts)).values()
    assert len(made) == WEEKS
    assert {row["target"] for row in rows} == {0.6}
    assert {row["target"] for row in of_all(once.tables).values()} == {None}


@pytest.fixture(scope="session")
def short(once: Once) -> pl.DataFrame:
    """Return the contacts of the first four weeks."""
    return once.contacts.filter(pl.col("ended_on") < week(4))


@pytest.fixture(scope="session")
def short_tables(short: pl.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return estimated(DataFolder(tmp_path_factory.mktemp("short")), short)


@pytest.mark.parametrize("what", ["again", "renumbered", "shuffled"])
def test_the_same_contacts_give_the_same_tables_to_the_last_digit(
    short: pl.DataFrame, short_tables: Tables, tmp_path: Path, what: str
) -> None:
    rng = np.random.default_rng(3)
    contacts = {
        "again": lambda: short,
        "shuffled": lambda: short.sample(fraction=1, shuffle=True, seed=1),
        "renumbered": lambda: renumbered(short, rng.permutation(short.height), rng.permutation(PLAN.contacts)),
    }[what]()
    assert estimated(DataFolder(tmp_path), contacts) == short_tables


def renumbered(contacts: pl.DataFrame, keys: np.ndarray, customers: np.ndarray) -> pl.DataFrame:
    """Return the contacts as another build numbers them."""
    return contacts.with_columns(
        pl.Series("contact_key", keys[np.arange(contacts.height)]),
        pl.Series("customer_key", customers[contacts["customer_key"].to_numpy()]),
    )


def test_renumbered_contacts_are_known_again(once: Once, own: DataFolder, made: list[date]) -> None:
    keys = np.random.default_rng(4).permutation(once.contacts.height)
    tables = estimated(own, renumbered(once.contacts, keys, np.arange(PLAN.contacts)))
    assert made == []
    assert tables == once.tables


def test_a_signal_known_after_the_ending_is_refused_as_a_feature(short: pl.DataFrame, tmp_path: Path) -> None:
    late = short.head(3).select(
        "contact_key", pl.lit("no_thanks").alias("signal"), (pl.col("recorded_at") + ONE).alias("known_at")
    )
    with next_mart(short, SEEN, late) as work:
        with pytest.raises(LodestarError) as error:
            store.estimate_all(DataFolder(tmp_path), work)
        assert not is_written(work)
    assert str(error.value) == (
        "features.toml [signal_no_thanks_num]: known only after the ending in 3 contacts, so it cannot explain a "
        "rating: take it out of the features."
    )


def test_a_signal_known_at_the_ending_or_that_is_no_feature_is_not_refused(short: pl.DataFrame) -> None:
    at = short.head(1).select(
        "contact_key", pl.lit("no_thanks").alias("signal"), pl.col("recorded_at").alias("known_at")
    )
    other = short.head(1).select(
        "contact_key", pl.lit("returned").alias("signal"), (pl.col("recorded_at") + ONE).alias("known_at")
    )
    with next_mart(short, SEEN, pl.concat([at, other])) as work:
        store.refuse_late(work, store.read_features())


def test_the_index_model_is_learned_once_and_read_back_unchanged(once: Once, own: DataFolder, made: list[date]) -> None:
    (model,) = once.tables["mart_index_models"]
    versions = {row["week_on"]: row["index_version"] for row in of_all(once.tables).values()}
    assert versions == {week(one): 1 if one >= 7 else None for one in range(WEEKS)}
    learned = (column(once.tables, name, "mart_index_models") for name in ("first_week", "last_week"))
    assert list(learned) == [[week(0)], [week(7)]]
    (read,) = index_models.read(own)
    assert index_models.as_rows([read])[0]["model"] == model[-1]
    tables = estimated(own, late_rating(once.contacts, 7))
    assert tables["mart_index_models"] == once.tables["mart_index_models"], "a late rating does not teach it anew"
    assert made[0] == week(7)
    shutil.rmtree(own.marts)
    again = estimated(own, late_rating(once.contacts, 7))
    assert again["mart_index_models"] != once.tables["mart_index_models"], "without a mart there is none to keep to"


@pytest.mark.parametrize("damage", ["older", "pointer", "table"])
def test_a_mart_without_models_is_no_obstacle(once: Once, own: DataFolder, damage: str) -> None:
    if damage == "table":
        with duckdb.connect(str(own.marts / "mart_v1.duckdb")) as mart:
            mart.execute("drop table mart_index_models")
    else:
        pointer = own.marts / "CURRENT"
        text = pointer.read_text("utf-8").replace('"format": ', '"format": -') if damage == "older" else "{"
        pointer.write_text(text, "utf-8")
    assert index_models.read(own) == []
    assert estimated(own, once.contacts) == once.tables


def test_a_changed_survey_rule_breaks_the_line_in_its_week_and_only_there(tmp_path: Path) -> None:
    contacts = contacts_of(Plan(contacts=1_200, rate=0.4, auc=0.76, invites=True, asked=0.7), weeks=6)
    spared = (pl.col("ended_on") >= week(3)) & (pl.col("handled_by") == "both") & (pl.col("contact_key") % 5 < 2)
    tables = estimated(DataFolder(tmp_path), silenced(contacts, spared), closed_after(week(5)))
    rows = of_all(tables)
    assert {row["state"] for row in rows.values()} == {ESTIMATED}
    assert ["survey_rule" in (row["broken"] or "") for row in rows.values()] == [False] * 3 + [True] + [False] * 2
    assert [row["change"] is None for row in rows.values()] == [True, False, False, True, False, False]
    shifts = tables["mart_estimate_shifts"]
    assert {row[0] for row in shifts} == {week(3)}
    where = {(row[2], row[3], row[4]) for row in shifts}
    assert ("survey_rule", "handled_by", "both") in where
    assert [row[1] for row in shifts] == list(range(1, len(shifts) + 1))
    assert {row["broken"] for row in dicts(tables) if row["week_on"] == week(3)} == {rows[week(3)]["broken"]}


def test_kinds_never_asked_are_outside_the_estimate_and_listed(tmp_path: Path) -> None:
    never = pl.col("channel") == "email"
    contacts = silenced(contacts_of(weeks=2), never)
    tables = estimated(DataFolder(tmp_path), contacts, closed_after(week(1)))
    for place in range(2):
        outside = contacts.filter(never & in_week(place)).height
        row = of_all(tables)[week(place)]
        assert (row["eligible"], row["not_asked"], row["contacts"]) == (PLAN.contacts, outside, PLAN.contacts - outside)
        listed = [one for one in tables["mart_estimate_never_asked"] if one[0] == week(place)]
        assert {one[1:3] for one in listed} == {("shop", "email")}
        assert sum(one[-1] for one in listed) == outside
        apart = next(one for one in dicts(tables) if one["week_on"] == week(place) and one["value"] == "email")
        assert (apart["contacts"], apart["not_asked"], apart["estimate"]) == (0, outside, None)


def test_a_build_killed_between_weeks_leaves_the_next_one_clean(
    short: pl.DataFrame, short_tables: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, done = store._make, list[date]()

    def killed(one: Any, features: Sequence[Any], target: float | None) -> Any:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(one.week_on)
        return make(one, features, target)

    monkeypatch.setattr(store, "_make", killed)
    data = DataFolder(tmp_path)
    with next_mart(short, SEEN) as work:
        with pytest.raises(KeyboardInterrupt):
            store.estimate_all(data, work)
        assert not is_written(work)
    assert sorted(file.name[:10] for file in (data.cache / "estimates").iterdir()) == [str(week(0)), str(week(1))]
    done.clear()
    monkeypatch.setattr(store, "_make", lambda *given: done.append(given[0].week_on) or make(*given))
    assert estimated(data, short) == short_tables
    assert done == [week(2), week(3)]
