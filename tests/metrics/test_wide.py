"""Above a million contacts a number is answered another way, and stays the same number."""

from collections.abc import Iterator
from datetime import date

import duckdb
import polars as pl
import pytest
import sqlglot

from lodestar.locate import program_folder
from lodestar.metrics import wide
from lodestar.metrics.answer import ask
from lodestar.metrics.curve import incidence
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Condition, Question
from lodestar.metrics.shape import lengths
from tests.support.mart import all_tables, publish
from tests.support.together import same

MARTS = program_folder("queries") / "marts"
ROWS = 40_000


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Mart:
    """A mart with the marginal tables made by their own models from the facts."""
    tables = all_tables(rows=ROWS)
    facts = tables["mart_contacts"]
    for name in (wide.SAMPLE, wide.HISTOGRAM, wide.HISTOGRAM_CHANNELS, *wide.BY_DAY.values()):
        tree = sqlglot.parse_one((MARTS / f"{name}.sql").read_text(), read="duckdb")
        lacking = {c.name for c in tree.find_all(sqlglot.exp.Column)} - set(facts.columns) - {"bucket", "seconds"}
        lacking -= {"metric", "on_day", "ending", "contacts"}
        whole = facts.with_columns(pl.lit(None, dtype=pl.Int16).alias(column) for column in lacking)
        with duckdb.connect() as connection:
            connection.register("mart_contacts", whole.to_arrow())
            if wide.HISTOGRAM in tables:
                connection.register(wide.HISTOGRAM, tables[wide.HISTOGRAM].to_arrow())
            tables[name] = connection.sql(tree.sql(dialect="duckdb")).pl()
    return publish(tmp_path_factory.mktemp("big"), tables)


@pytest.fixture
def narrow_limit(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(wide, "EXACT_UP_TO", 1000)
    monkeypatch.setattr(wide, "EFFECTS_EXACT_UP_TO", 1000)
    return


def both(big: Mart, question: Question, monkeypatch: pytest.MonkeyPatch) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the answer as it is under the limit and as it is above it."""
    exact = ask(big, question)
    assert "every sixteenth customer" not in exact.sql
    with monkeypatch.context() as limit:
        limit.setattr(wide, "EXACT_UP_TO", 1000)
        limit.setattr(wide, "EFFECTS_EXACT_UP_TO", 1000)
        answer = ask(big, question)
    assert "every sixteenth customer" in answer.sql
    return exact.rows, answer.rows


QUESTIONS = [
    Question("csat"),
    Question("reopen_rate", by=("channel", "team"), grain="month"),
    Question("reopen_rate", by=("segment",), where=(Condition("channel", ("email", "chat")),)),
    Question("bot_outcome", by=("channel",)),
    Question("aht_mean", by=("team",)),
]


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_wide_numbers_are_the_same(big: Mart, question: Question, monkeypatch: pytest.MonkeyPatch) -> None:
    exact, answer = both(big, question, monkeypatch)
    same = [name for name in exact.columns if name not in {"n_effective", "low", "high", "left_out", "is_too_few"}]
    assert answer.columns == exact.columns
    for name in same:
        if exact.schema[name] == pl.Float64:
            assert answer[name].to_list() == pytest.approx(exact[name].to_list())
        else:
            assert answer[name].to_list() == exact[name].to_list()


@pytest.mark.usefixtures("narrow_limit")
def test_many_answers_are_those_of_each(big: Mart) -> None:
    same(big, Question("", ("agent",), "month", date(2026, 2, 1), date(2026, 2, 28)))


def test_the_sampled_design_effect_is_near_the_full_one(big: Mart, monkeypatch: pytest.MonkeyPatch) -> None:
    """Agents differ much here: their clusters are thinned to a sixteenth, and the correction brings them back."""
    exact, answer = both(big, Question("csat"), monkeypatch)
    full, sampled = exact["n"][0] / exact["n_effective"][0], answer["n"][0] / answer["n_effective"][0]
    assert full > 50
    assert sampled == pytest.approx(full, rel=0.3)


@pytest.mark.parametrize(
    "question",
    [
        Question("handle_seconds"),
        Question("handle_seconds", by=("team",)),
        Question("first_response_seconds", by=("channel",)),
        Question("handle_seconds", by=("segment",)),
        Question("resolution_seconds", by=("handled_by",), grain="month"),
        Question("customer_wait_seconds"),
    ],
    ids=str,
)
def test_percentiles_from_buckets_are_within_two_percent(
    big: Mart, question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    exact, answer = both(big, question, monkeypatch)
    assert answer["is_approximate"].all()
    assert not exact["is_approximate"].any()
    assert answer["n"].to_list() == exact["n"].to_list()
    for name in ("value", "p90"):
        near = pytest.approx(exact[name].to_list(), rel=0.021, abs=1)
        assert answer[name].to_list() == near, name


@pytest.mark.usefixtures("narrow_limit")
def test_few_selected_rows_stay_exact(big: Mart) -> None:
    one_day = Question("handle_seconds", where=(Condition("agent", ("agent 01",)), Condition("segment", ("vip",))))
    few = ask(big, one_day.between(*(_first_week(big))))
    assert few.rows["is_approximate"].to_list() == [False]


def _first_week(big: Mart) -> tuple[date, date]:
    first = big.query("select min(ended_on) as first from mart_contacts")["first"][0]
    return first, first


def test_the_sample_has_every_column_of_the_contacts() -> None:
    contacts, sample = (
        sqlglot.parse_one((MARTS / f"{name}.sql").read_text(), read="duckdb").named_selects
        for name in ("mart_contacts", wide.SAMPLE)
    )
    assert sample == contacts


@pytest.mark.parametrize("by", [(), ("channel",), ("segment",)])
def test_curves_and_shapes_of_buckets_are_near_the_exact_ones(
    big: Mart, by: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    question, at = Question("first_response_seconds", by=by), (100, 1000, 10_000)
    near = [t * factor for t in at for factor in (1 / wide.BUCKET_RATIO, wide.BUCKET_RATIO)]
    exact = incidence(big, question, near).rows["share"].to_list()
    shape = lengths(big, question).rows
    with monkeypatch.context() as limit:
        limit.setattr(wide, "EXACT_UP_TO", 1000)
        limit.setattr(wide, "EFFECTS_EXACT_UP_TO", 1000)
        rough = incidence(big, question, at).rows["share"].to_list()
        buckets = lengths(big, question)
    for low, share, high in zip(exact[::2], rough, exact[1::2], strict=True):
        assert low - 0.002 <= share <= high + 0.002  # who still waits leaves in the middle of a bucket too
    assert buckets.rows.equals(shape)
    assert wide.SAID_BUCKETS in buckets.sql
