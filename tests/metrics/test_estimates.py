"""The estimate of everybody, asked as any other number: by week, by one part at a time, never without its range."""

import io
import json
from datetime import date, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest
from click.testing import CliRunner, Result
from polars.testing import assert_frame_equal

from lodestar.cli import lodestar
from lodestar.errors import LodestarError
from lodestar.exports.rows import export_behind
from lodestar.metrics.answer import ask
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.drill import contacts_behind, count_behind
from lodestar.metrics.estimates import estimated_weeks, is_estimated, newest
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Condition, Question, read_condition
from tests.support.mart import publish

ID = "csat_estimate"
NEWEST = date(2026, 3, 16)
FIRST = date(2025, 12, 29)


@pytest.fixture(scope="module")
def estimates(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    return tables["mart_estimates"]


def run(mart: Mart, *words: str) -> Result:
    return CliRunner().invoke(lodestar, ["--data", str(mart.data.root), *words])


def rows_of(estimates: pl.DataFrame, dimension: str, *tests: pl.Expr) -> pl.DataFrame:
    return estimates.filter(pl.col("dimension") == dimension, *tests).sort("week_on", "value", nulls_last=True)


def test_without_a_grain_it_is_the_newest_closed_week(mart: Mart, estimates: pl.DataFrame) -> None:
    (row,) = ask(mart, Question(ID)).rows.to_dicts()
    (made,) = rows_of(estimates, "all", pl.col("week_on") == NEWEST).to_dicts()
    assert (row["n"], row["rated"], row["state"]) == (made["contacts"], made["rated"], made["state"])
    assert row["value"] == (made["estimate"] if made["state"] == "estimated" else None)


@pytest.mark.parametrize(
    ("first", "last", "week"),
    [
        (None, date(2026, 3, 1), date(2026, 2, 23)),
        (None, date(2026, 2, 28), date(2026, 2, 16)),
        (date(2026, 2, 2), date(2026, 2, 8), date(2026, 2, 2)),
        (date(2026, 2, 3), date(2026, 2, 9), None),
        (date(2026, 3, 17), None, None),
    ],
)
def test_of_the_days_asked_for_only_whole_weeks_count(
    mart: Mart, estimates: pl.DataFrame, first: date | None, last: date | None, week: date | None
) -> None:
    found = ask(mart, Question(ID, first_day=first, last_day=last)).rows
    made = rows_of(estimates, "all").filter(pl.col("week_on").is_in([week]))
    assert found["n"].to_list() == made["contacts"].to_list()
    assert found.height == (week is not None)


def test_by_week_every_closed_week_has_its_row(mart: Mart, estimates: pl.DataFrame) -> None:
    found = ask(mart, Question(ID, grain="week")).rows
    made = rows_of(estimates, "all")
    assert found["period"].to_list() == made["week_on"].to_list()
    assert found["period"].to_list() == [FIRST + timedelta(weeks=one) for one in range(found.height)]
    assert found["n"].to_list() == made["contacts"].to_list()


def test_by_channel_each_channel_has_its_own(mart: Mart, estimates: pl.DataFrame) -> None:
    found = ask(mart, Question(ID, by=("channel",))).rows
    made = rows_of(estimates, "channel", pl.col("week_on") == NEWEST)
    assert found["channel"].to_list() == made["value"].to_list() == ["chat", "email", "phone", None]
    assert found["n"].to_list() == made["contacts"].to_list()
    weekly = ask(mart, Question(ID, by=("channel",), grain="week")).rows
    assert weekly.height == rows_of(estimates, "channel").height


@pytest.mark.parametrize(("text", "value"), [("channel=email", "email"), ("channel=", None)])
def test_one_value_of_a_dimension(mart: Mart, estimates: pl.DataFrame, text: str, value: str | None) -> None:
    found = ask(mart, Question(ID, where=(read_condition(text),), grain="week")).rows
    made = rows_of(estimates, "channel", pl.col("value").eq_missing(pl.lit(value)))
    assert found["n"].to_list() == made["contacts"].to_list()


def test_cut_by_a_dimension_its_values_can_be_chosen(mart: Mart) -> None:
    def named(text: str) -> list[str | None]:
        return ask(mart, Question(ID, by=("channel",), where=(read_condition(text),))).rows["channel"].to_list()

    assert named("channel=email,chat") == ["chat", "email"]
    assert named("channel=email,") == ["email", None]
    assert named("channel!=email") == ["chat", "phone", None], "what is unknown is not email"
    assert named("channel!=email,") == ["chat", "phone"]


ONE_AT_A_TIME = "by one of these at a time: channel, issue_1, segment, team. Leave out other cuts and filters."


@pytest.mark.parametrize(
    ("question", "way_out"),
    [
        (Question(ID, by=("agent",)), ONE_AT_A_TIME),
        (Question(ID, by=("channel", "team")), ONE_AT_A_TIME),
        (Question(ID, where=(Condition("agent", ("agent 01",)),)), ONE_AT_A_TIME),
        (Question(ID, where=(Condition("channel", ("email",)), Condition("team", ("Billing",)))), ONE_AT_A_TIME),
        (Question(ID, by=("team",), where=(Condition("channel", ("email",)),)), ONE_AT_A_TIME),
        (Question(ID, grain="day"), "estimated per week: ask with --grain week."),
        (Question(ID, grain="month"), "estimated per week: ask with --grain week."),
        (Question(ID, where=(read_condition("channel=email,chat"),)), "name one, or cut by channel."),
        (Question(ID, where=(read_condition("channel!=email"),)), "name one, or cut by channel."),
    ],
)
def test_what_is_not_estimated_says_what_is(mart: Mart, question: Question, way_out: str) -> None:
    with pytest.raises(LodestarError) as error:
        ask(mart, question)
    assert way_out in str(error.value)
    assert str(error.value).startswith(ID)


@pytest.mark.parametrize("by", [(), ("channel",), ("team",), ("issue_1",), ("segment",)])
def test_no_value_without_its_range_and_none_where_refused(mart: Mart, by: tuple[str, ...]) -> None:
    found = ask(mart, Question(ID, by=by, grain="week")).rows
    shown = found["state"] == "estimated"
    assert shown.any()
    assert not shown.all()
    assert (found["is_too_few"] == ~shown).all()
    for name in ("value", "low", "high", "range_low", "range_high"):
        assert (found[name].is_not_null() == shown).all(), name
    inside = found.filter(shown)
    assert (inside["range_low"] <= inside["low"]).all()
    assert (inside["range_high"] >= inside["high"]).all()


@pytest.mark.parametrize(
    "question",
    [Question(ID), Question(ID, by=("team",), grain="week"), Question(ID, where=(read_condition("team=Billing"),))],
)
def test_printed_sql_gives_the_same_table(mart: Mart, mart_file: Path, question: Question) -> None:
    answer = ask(mart, question)
    with duckdb.connect(str(mart_file), read_only=True) as by_hand:
        assert_frame_equal(answer.rows, by_hand.sql(answer.sql).pl())


def test_query_prints_it_with_its_range(mart: Mart) -> None:
    table = run(mart, "query", ID, "--grain", "week")
    assert table.exit_code == 0, table.output
    head, *lines = table.stdout.split("\n\n")[0].splitlines()
    assert {"period", "value", "low", "high", "range_low", "range_high", "state"} <= set(head.split())
    for line in lines:
        assert line.count("%") == (5 if " estimated" in line else 0), line
    refused = next(line for line in lines if "counts_only" in line)
    assert refused.split()[1] == "-"
    assert "silent_assumed, never_asked_out" in table.stdout


def test_every_form_holds_the_same_rows(mart: Mart) -> None:
    rows = ask(mart, Question(ID, by=("channel",))).rows
    told = json.loads(run(mart, "query", ID, "--by", "channel", "--format", "json").stdout)
    assert [row["value"] for row in told] == rows["value"].to_list()
    assert all((row["value"] is None) == (row["range_low"] is None) for row in told)
    csv = pl.read_csv(io.BytesIO(run(mart, "query", ID, "--by", "channel", "--format", "csv").stdout_bytes))
    assert csv["n"].to_list() == rows["n"].to_list()


def test_the_command_names_the_way_out(mart: Mart) -> None:
    failed = run(mart, "query", ID, "--by", "agent")
    assert failed.exit_code != 0
    assert ONE_AT_A_TIME in str(failed.exception)


@pytest.mark.parametrize("where", [(), (Condition("channel", ("email",)),)])
def test_the_rows_behind_it_are_the_eligible_contacts_of_its_week(
    mart: Mart, tables: dict[str, pl.DataFrame], tmp_path: Path, where: tuple[Condition, ...]
) -> None:
    contacts = tables["mart_contacts"].filter(*[pl.col("channel") == "email" for _ in where])
    ended = pl.col("ended_on").is_between(NEWEST, NEWEST + timedelta(days=6))
    eligible = contacts.filter(ended, pl.col("rating_coverage_den") == 1)
    for question in (Question(ID, where=where), Question(ID, where=where).between(NEWEST, NEWEST + timedelta(days=6))):
        assert count_behind(mart, question).contacts == eligible.height
        assert set(contacts_behind(mart, question)["contact_id"]) == set(eligible["contact_id"])
        written = export_behind(mart, question, tmp_path / "behind.csv")
        assert written.rows == eligible.height
    rows = pl.read_csv(tmp_path / "behind.csv", infer_schema_length=None)
    assert rows["rating_coverage_den"].sum() == ask(mart, Question(ID, where=where)).rows["n"][0]
    manifest = json.loads(written.manifest.read_text("utf-8"))
    assert (manifest["metric"], manifest["table"], manifest["day"]) == (ID, "contacts", "ended_on")


def test_an_older_mart_has_none_and_says_why(tables: dict[str, pl.DataFrame], tmp_path: Path) -> None:
    older = publish(tmp_path, {name: frame for name, frame in tables.items() if name != "mart_estimates"})
    answer = ask(older, Question(ID))
    assert answer.absent is not None
    assert answer.absent["en"] == "These numbers were built without mart_estimates: run `lodestar build` again."
    assert "mart_estimates" in answer.absent["zh"]
    assert not is_estimated(older)


def test_no_closed_week_is_no_data(tables: dict[str, pl.DataFrame], tmp_path: Path) -> None:
    none = publish(tmp_path, tables | {"mart_estimates": tables["mart_estimates"].clear()})
    assert ask(none, Question(ID)).is_empty
    assert not is_estimated(none)
    assert newest(estimated_weeks(none, Question(ID))) is None
    with pytest.raises(LodestarError, match="one of these at a time: nothing else"):
        ask(none, Question(ID, by=("channel",)))


def test_the_weeks_of_the_page_are_the_last_thirteen(mart: Mart, estimates: pl.DataFrame) -> None:
    every = rows_of(estimates, "all")["week_on"].to_list()
    found = estimated_weeks(mart, Question(ID), weeks=5)
    assert found.rows["week_on"].to_list() == every[-5:]
    row = newest(found)
    assert row is not None
    assert row["rated_share"] == pytest.approx(row["positive"] / row["rated"])
    at = (row["positive"] + (row["contacts"] - row["rated"]) * row["odds_2_silent_low"]) / row["contacts"]
    assert row["odds_2_at_low"] == pytest.approx(at)
    before = estimated_weeks(mart, Question(ID, last_day=date(2026, 2, 28)))
    assert before.rows["week_on"][-1] == date(2026, 2, 16)


def test_it_is_described_in_both_languages() -> None:
    metric = load_catalogue().metrics[ID]
    assert metric.kind == "estimate"
    assert metric.beside == ("csat", "rating_coverage")
    assert metric.en.fraction
    assert metric.zh.fraction
