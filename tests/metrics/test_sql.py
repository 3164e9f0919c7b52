"""The printed SQL, run by hand on the mart file, gives the same table; what people type can only ever be a value."""

from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from lodestar.errors import LodestarError
from lodestar.metrics.answer import ask
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Condition, Question, read_condition

METRICS = load_catalogue().metrics
SPAN = {"first_day": date(2026, 1, 20), "last_day": date(2026, 3, 10)}


FIRST_OF_KIND = {metric.kind + str(metric.is_censored) + metric.mart: name for name, metric in METRICS.items()}


def questions(metric: str) -> list[Question]:
    """Return every kind of question for one metric of each kind and mart, and a shorter list for its likes."""
    if METRICS[metric].kind == "estimate":  # made per week, by one dimension at a time
        by_channel = Question(metric, by=("channel",))
        unknown = Question(metric, grain="week", where=(Condition("team", ("",)),), **SPAN)
        return [Question(metric), Question(metric, grain="week"), by_channel, unknown]
    shared = [
        Question(metric, grain="week", by=("source",)),
        Question(metric, grain="month", where=(Condition("source", ("desk",)),), **SPAN),
    ]
    if metric not in FIRST_OF_KIND.values():
        return shared[:1]
    shared.append(Question(metric))
    if METRICS[metric].kind == "quotient" or METRICS[metric].mart == "mart_agent_days":
        return shared
    names = (Condition("entry_point", ("O'Brien's page",)), Condition("team", ("Billing", ""), excludes=True))
    cut = Question(metric, by=("issue_1", "weekday"), where=(*names, Condition("hour", ("9", "10", "11"))))
    return [*shared, cut, Question(metric, by=("channel", "team", "agent"), grain="day", **SPAN)]


@pytest.mark.parametrize("metric", METRICS)
def test_printed_sql_gives_the_same_table(metric: str, mart: Mart, mart_file: Path) -> None:
    with duckdb.connect(str(mart_file), read_only=True) as by_hand:
        for question in questions(metric):
            answer = ask(mart, question)
            assert answer.absent is None
            assert answer.rows.height or metric == "backlog", question
            # Sums of doubles may differ in their last bits with the order in which threads add them.
            assert_frame_equal(answer.rows, by_hand.sql(answer.sql).pl(), check_row_order=True, rel_tol=1e-9)


@pytest.mark.parametrize("options", [{"age": 1}, {"age": 7, "grain": "week"}, {"basis": "rated", "by": ("agent",)}])
def test_printed_sql_of_ratings_at_an_age(options: dict[str, object], mart: Mart, mart_file: Path) -> None:
    answer = ask(mart, Question("csat", **options))  # type: ignore[arg-type]
    with duckdb.connect(str(mart_file), read_only=True) as by_hand:
        assert_frame_equal(answer.rows, by_hand.sql(answer.sql).pl(), rel_tol=1e-9)


def test_excluding_a_value_keeps_the_unknown(mart: Mart, tables: dict[str, pl.DataFrame]) -> None:
    contacts = tables["mart_contacts"].filter(pl.col("opened_on").is_not_null())
    kept = contacts.filter(pl.col("team").is_null() | (pl.col("team") != "Billing"))
    answer = ask(mart, Question("volume", where=(read_condition("team!=Billing"),)))
    assert answer.rows["n"][0] == kept.height
    known = ask(mart, Question("volume", where=(read_condition("team!=Billing,"),)))
    assert known.rows["n"][0] == kept.filter(pl.col("team").is_not_null()).height
    unknown = ask(mart, Question("volume", where=(read_condition("team="),)))
    assert unknown.rows["n"][0] == contacts["team"].null_count()


ATTACKS = ["x'; drop table mart_contacts; --", "' or 1=1 --", "$v1", "email') or ('a'='a", "\\'; select 1"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_is_typed_is_only_a_value(attack: str, mart: Mart) -> None:
    with pytest.raises(LodestarError, match="No contact has"):
        ask(mart, Question("csat", where=(Condition("channel", (attack,)),)))
    with pytest.raises(LodestarError, match="no dimension"):
        ask(mart, Question("csat", where=(Condition(attack, ("email",)),)))
    with pytest.raises(LodestarError, match="no dimension"):
        ask(mart, Question("csat", by=(attack,)))
    with pytest.raises(LodestarError, match="no metric"):
        ask(mart, Question(attack))


def test_a_value_that_looks_like_sql_is_found_as_it_is(mart: Mart, tables: dict[str, pl.DataFrame]) -> None:
    name = "=cmd|'/C calc'!A0"
    answer = ask(mart, Question("volume", where=(Condition("team", (name,)),)))
    assert answer.rows["n"][0] == tables["mart_contacts"].filter(pl.col("team") == name).height
    assert "'=cmd|''/C calc''!A0'" in answer.sql


def test_nothing_selected_is_no_data_not_zero(mart: Mart) -> None:
    span = {"first_day": date(2031, 1, 1), "last_day": date(2031, 1, 31)}
    for metric in set(METRICS) - {"backlog"}:
        for question in (Question(metric, **span), Question(metric, grain="week", **span)):
            assert ask(mart, question).is_empty, metric


def test_a_fact_without_the_dimension_says_so(mart: Mart) -> None:
    with pytest.raises(LodestarError, match="occupancy cannot be cut by channel"):
        ask(mart, Question("occupancy", by=("channel",)))
    with pytest.raises(LodestarError, match="not made of ratings"):
        ask(mart, Question("volume", age=3))


def test_a_number_without_its_input_is_absent_with_the_reason(mart: Mart, tables: dict[str, pl.DataFrame]) -> None:
    del mart
    from lodestar.metrics.absent import reason_absent
    from tests.support.mart import publish

    bare = dict(tables)
    bare["mart_inputs"] = tables["mart_inputs"].filter(pl.col("table_name") == "tickets")
    bare.pop("mart_turns")
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        without = publish(Path(folder), bare)
        reason = reason_absent(without, METRICS["csat"])
        assert reason is not None
        assert "ratings" in reason["en"]
        assert "评价" in reason["zh"]
        assert ask(without, Question("csat")).absent == reason
        missing = reason_absent(without, METRICS["response_gap_seconds"])
        assert missing is not None
        assert "mart_turns" in missing["en"]
        assert reason_absent(without, METRICS["volume"]) is None


def test_what_a_metric_needs_is_called_by_words_each_once() -> None:
    from lodestar.metrics.absent import CALLED, called

    needed = {one.rpartition(".")[2] for metric in METRICS.values() for need in metric.needs for one in need.split("|")}
    assert needed - {"invitations"} == set(CALLED)
    need = "messages|tickets.solved_at|ticket_snapshots.solved_at|costs"
    assert called(need, "en") == "messages, times of solution or costs"
    assert called(need, "zh") == "消息、解决时间或成本"
    assert called("ratings", "en") == "ratings"
