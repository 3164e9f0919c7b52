"""A public forum whose readers vote on answers: nobody there ever said whether they were satisfied. Needs ../shared.

Votes are cast by any reader, on one answer, and nobody is invited: they are no ratings of a person by the customer
served. So nothing may be estimated, and every way of asking must say why.
"""

from pathlib import Path

import duckdb
import pytest

from lodestar.datafolder import DataFolder
from lodestar.models.publish import current_mart
from tests.reference.worlds import YEARS, World
from tests.support.published import lodestar
from tests.support.shared import shared

pytestmark = [pytest.mark.shared, pytest.mark.long, pytest.mark.xdist_group("forum")]

ABSENT = "No source has brought ratings: import such an export to see this number."
TABLES = (
    "mart_estimates", "mart_estimate_shifts", "mart_estimate_never_asked", "mart_estimate_raters", "mart_index_models",
    "mart_signal_worth", "mart_ratings",
)  # fmt: skip


@pytest.fixture(scope="module")
def forum(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = World(tmp_path_factory.mktemp("forum") / "data")
    world.do("import", *map(shared, YEARS), "--source", "thunderbird")
    world.do("build")
    return world


def count(world: World, sql: str) -> int:
    mart = current_mart(DataFolder(world.data))
    assert mart is not None
    with duckdb.connect(str(mart.file), read_only=True) as asked:
        row = asked.execute(sql).fetchone()
    assert row is not None
    return int(row[0])


def test_there_is_much_to_see_and_nothing_to_learn_satisfaction_from(forum: World) -> None:
    assert count(forum, "select count(*) from mart_contacts") > 27_000
    assert count(forum, "select count(*) from mart_contacts where is_rating_eligible") > 1_000, "those that ended"
    assert count(forum, "select count(*) from mart_contacts where rating_coverage_den = 1") == 0
    assert {table: count(forum, f"select count(*) from {table}") for table in TABLES} == dict.fromkeys(TABLES, 0)


@pytest.mark.parametrize("metric", ["csat_estimate", "csat", "rating_coverage"])
def test_the_question_is_answered_with_the_reason(forum: World, metric: str) -> None:
    done = lodestar(forum.data, "query", metric, "--grain", "week")
    assert done.stdout + done.stderr == f"{ABSENT}\n"
    assert forum.do("query", metric, "--grain", "week", "--format", "json").strip() == "[]"


def test_nobody_is_drawn_and_the_reason_is_said(forum: World, tmp_path: Path) -> None:
    """Not "import more": more of the same would change nothing."""
    done = lodestar(forum.data, "follow-up", "draw", "--out", str(tmp_path / "ask.csv"))
    assert done.returncode != 0
    assert "no source has brought ratings of a person" in done.stderr
    assert not (tmp_path / "ask.csv").exists()
