"""Who is drawn for a follow-up: at random, one contact a customer, nobody twice in 90 days, and the same again."""

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner, Result

from lodestar.cli import lodestar
from lodestar.datafolder import DataFolder
from lodestar.errors import LodestarError
from lodestar.estimate.follow_up import draw_size
from lodestar.follow_ups import drawing
from lodestar.follow_ups.drawing import Wanted, draw_week, sample
from lodestar.follow_ups.frame import read_frame, read_week
from lodestar.follow_ups.listing import write_list
from lodestar.metrics.mart import Mart
from lodestar.models.publish import current_mart
from lodestar.state.follow_ups import RATER, SILENT, list_drawn, list_draws
from tests.estimate.filling import answered, drawn
from tests.estimate.small_desk import MIXED, NEVER, NOBODY, NOW, ODD_ID, RATED, TWICE, WEEK
from tests.estimate.small_desk import SILENT as SILENT_COUNT

SMALL = pl.DataFrame({"customer": [1, 1, 1, 2, 3, 4, 4, 5], "ticket_id": list("abcdefgh")})


def command(data: DataFolder, *words: str) -> Result:
    return CliRunner().invoke(lodestar, ["--data", str(data.root), "follow-up", *words])


def test_the_chance_is_that_of_the_customer_over_their_contacts() -> None:
    found = sample(SMALL, 3, np.random.default_rng(1))
    assert found["customer"].n_unique() == found.height == 3
    contacts = Counter(SMALL["customer"])
    assert found["chance"].to_list() == [3 / (5 * contacts[customer]) for customer in found["customer"]]


def test_every_contact_comes_as_often_as_its_chance_says() -> None:
    times: Counter[str] = Counter()
    for seed in range(3000):
        times.update(sample(SMALL, 3, np.random.default_rng(seed))["ticket_id"])
    contacts = Counter(SMALL["customer"])
    for customer, ticket in SMALL.rows():
        chance = 3 / (5 * contacts[customer])
        assert abs(times[ticket] / 3000 - chance) < 4 * (chance * (1 - chance) / 3000) ** 0.5


def test_where_everybody_is_drawn_the_weights_count_every_contact() -> None:
    found = sample(SMALL, 99, np.random.default_rng(1))
    assert (1 / found["chance"]).sum() == SMALL.height


def test_without_any_ratings_more_of_the_same_is_not_asked_for(own: DataFolder) -> None:
    mart = current_mart(own)
    assert mart is not None
    with duckdb.connect(str(mart.file)) as changed:
        changed.execute("update mart_contacts set rating_coverage_den = 0")
    with pytest.raises(LodestarError, match="no source has brought ratings of a person"):
        read_week(Mart(own), None)
    with duckdb.connect(str(mart.file)) as changed:
        changed.execute("update mart_contacts set rating_coverage_den = null")
    with pytest.raises(LodestarError, match="No week is closed yet"):
        read_week(Mart(own), None)


def test_every_eligible_contact_is_in_the_frame_or_counted_as_left_out(desk: Path) -> None:
    mart = Mart(DataFolder(desk))
    frame = read_frame(mart, read_week(mart, None), NOW)
    counts = frame.counts
    assert (counts.never_invited, counts.unidentified, counts.asked_lately) == (NEVER, NOBODY, 0)
    assert (counts.silent_contacts, counts.silent_customers) == (SILENT_COUNT + TWICE + MIXED, SILENT_COUNT + MIXED)
    assert (counts.rater_contacts, counts.rater_customers, counts.rated_beside_silent) == (RATED, RATED, MIXED)
    left_out = counts.never_invited + counts.unidentified + counts.asked_lately + counts.rated_beside_silent
    assert counts.eligible == left_out + counts.silent_contacts + counts.rater_contacts


def test_as_many_are_drawn_as_the_answers_wanted_take(own: DataFolder, tmp_path: Path) -> None:
    draw, _ = drawn(own, tmp_path / "list.csv", answers=24, completion=0.6)
    people = list_drawn(own)
    assert Counter(one.frame for one in people) == {SILENT: 40, RATER: 50}
    assert not [one for one in people if one.ticket_id.startswith(("letter", "nobody", "mixed"))]
    kinds = {one.frame: one for one in people}
    assert kinds[RATER].chance == 50 / RATED
    assert {one.chance for one in people if one.frame == SILENT} <= {40 / 95, 40 / 190}
    assert (draw.answers_wanted, draw.raters_wanted, draw.completion_expected) == (24, 30, 0.6)


def test_a_margin_says_how_many_answers(own: DataFolder, tmp_path: Path) -> None:
    draw, _ = drawn(own, tmp_path / "list.csv", within=20, completion=1.0)
    mart = Mart(own)
    frame = read_frame(mart, read_week(mart, None), NOW + timedelta(days=90))
    assert draw.answers_wanted == draw_size(0.2, 1.0, frame.silent_part) == 9
    assert 0.5 < frame.silent_part < 0.7


def test_the_same_command_gives_the_same_draw_and_list(own: DataFolder, tmp_path: Path) -> None:
    first = draw_week(Mart(own), Wanted(answers=20), now=NOW)
    again = draw_week(Mart(own), Wanted(answers=35), WEEK, now=NOW + timedelta(days=5))
    assert (first.is_new, again.is_new) == (True, False)
    assert first.draw == again.draw == list_draws(own)[0]
    for name in ("list.csv", "list.xlsx"):
        write_list(Mart(own), first.draw, tmp_path / name)
        before = (tmp_path / name).read_bytes()
        (tmp_path / name).unlink()
        write_list(Mart(own), again.draw, tmp_path / name)
        write_list(Mart(own), again.draw, tmp_path / name)
        assert (tmp_path / name).read_bytes() == before


def test_a_seed_draws_the_same_customers_in_another_copy(own: DataFolder, desk: Path, tmp_path: Path) -> None:
    from tests.estimate.small_desk import copy_of

    other = DataFolder(copy_of(desk, tmp_path / "other"))
    assert drawn(own, tmp_path / "a.csv")[1].equals(drawn(other, tmp_path / "b.csv")[1])
    third = DataFolder(copy_of(desk, tmp_path / "third"))
    assert not drawn(own, tmp_path / "a.csv")[1].equals(drawn(third, tmp_path / "c.csv", seed=8)[1])


@pytest.mark.parametrize(
    ("later", "is_free"), [(timedelta(days=90) - timedelta(seconds=1), False), (timedelta(days=90), True)]
)
def test_a_customer_is_drawn_once_in_90_days(own: DataFolder, tmp_path: Path, later: timedelta, is_free: bool) -> None:
    drawn(own, tmp_path / "list.csv", answers=20)
    before = {one.ticket_id for one in list_drawn(own)}
    second = draw_week(Mart(own), Wanted(answers=95, completion=1.0, seed=1), WEEK, again=True, now=NOW + later)
    assert second.is_new
    assert second.draw.number == 2
    both = before & {one.ticket_id for one in list_drawn(own, [second.draw.id])}
    assert bool(both) == is_free
    frame = second.draw.frame
    assert (frame.asked_lately == 0) == is_free
    assert frame.silent_customers == 95 - (0 if is_free else 40)


@pytest.mark.parametrize("moment", ["read_frame", "save_draw"])
def test_two_who_draw_at_once_get_one_draw(own: DataFolder, monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    step = getattr(drawing, moment)
    theirs = []

    def meanwhile(*arguments: object) -> object:
        monkeypatch.setattr(drawing, moment, step)
        theirs.append(draw_week(Mart(own), Wanted(), now=NOW))
        return step(*arguments)

    monkeypatch.setattr(drawing, moment, meanwhile)
    mine = draw_week(Mart(own), Wanted(), now=NOW)
    assert (mine.is_new, theirs[0].is_new) == (False, True)
    assert mine.draw == theirs[0].draw
    assert len(list_draws(own)) == 1


KILLED = """
import os, sys
from pathlib import Path
import {module}
from lodestar.cli import lodestar as run

def die(*_, **__):
    os.kill(os.getpid(), 9)

sys.modules["{module}"].{name} = die
run(["--data", sys.argv[1], "follow-up", "draw", "--out", sys.argv[2]], standalone_mode=False)
"""


@pytest.mark.parametrize(
    ("module", "name", "kept"),
    [("lodestar.follow_ups.drawing", "save_draw", 0), ("lodestar.follow_ups.listing", "write_list", 1)],
)
def test_killed_between_two_steps_nothing_is_lost(
    own: DataFolder, tmp_path: Path, module: str, name: str, kept: int
) -> None:
    out = tmp_path / "list.csv"
    script = KILLED.format(module=module, name=name)
    killed = subprocess.run(
        [sys.executable, "-c", script, own.root, out], check=False, capture_output=True, env=os.environ
    )
    assert killed.returncode == -9, killed.stderr
    draws = list_draws(own)
    assert len(draws) == kept
    assert command(own, "draw", "--out", str(out)).exit_code == 0
    assert pl.read_csv(out).height == len(list_drawn(own))
    assert list_draws(own)[:kept] == draws


def test_the_list_holds_no_formula_no_person_and_not_who_rated(own: DataFolder, tmp_path: Path) -> None:
    draw, rows = drawn(own, tmp_path / "list.csv", answers=95, completion=1.0)
    assert (tmp_path / "list.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert f"'{ODD_ID}" in rows["ticket_id"].to_list()
    assert not [cell for row in rows.iter_rows() for cell in row if cell and cell[0] in "=+-@"]
    write_list(Mart(own), draw, tmp_path / "list.xlsx")
    sheet = pl.read_excel(tmp_path / "list.xlsx", sheet_id=1, infer_schema_length=0)
    assert sorted(sheet["ticket_id"]) == sorted(one.ticket_id for one in list_drawn(own))
    assert rows.columns == sheet.columns
    assert not {"customer_id", "frame", "subject", "chance"} & set(rows.columns)
    assert (
        rows.select("asked_at", "answered_at", "value_raw", "mode", "asked_by").null_count().row(0)
        == (rows.height,) * 5
    )
    one = rows.row(by_predicate=pl.col("ticket_id") == "001", named=True)
    told = {"contact_id": "001#1", "ended_at": "2026-01-05 18:37:00", "not_by": "agent 1", "scale": "1-5"}
    told |= {"lowest": "1", "highest": "5", "channel": "chat", "language": "en", "source": "desk", "draw": str(draw.id)}
    assert {name: one[name] for name in told} == told


def test_a_list_with_answers_is_not_written_over(own: DataFolder, tmp_path: Path) -> None:
    draw, rows = drawn(own, tmp_path / "list.csv")
    answered(rows).write_csv(tmp_path / "list.csv")
    with pytest.raises(LodestarError, match="may hold answers"):
        write_list(Mart(own), draw, tmp_path / "list.csv")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--answers", "5", "--within", "5"], "not both"),
        (["--answers", "0"], "too few"),
        (["--within", "50"], "no margin"),
        (["--completion", "0"], "no share"),
        (["--completion", "1.1"], "no share"),
        (["--raters", "29"], "30 answers"),
        (["--seed", "-1"], "out of range"),
        (["--week", "W02"], "write it like 2026-W02"),
        (["--week", "2026-W04"], "from 2026-W02 to 2026-W02"),
        (["--out", "list.pdf"], "neither CSV nor Excel"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(desk: Path, tmp_path: Path, words: list[str], sentence: str) -> None:
    out = [] if "--out" in words else ["--out", str(tmp_path / "list.csv")]
    result = command(DataFolder(desk), "draw", *words, *out)
    assert isinstance(result.exception, LodestarError)
    assert sentence in str(result.exception)
    assert result.exception.exit_code == 2
    assert not (desk / "state.sqlite").exists()


def test_before_anything_was_drawn_the_status_says_so(desk: Path) -> None:
    assert "Nobody was drawn yet" in command(DataFolder(desk), "status").stdout
    assert json.loads(command(DataFolder(desk), "status", "--format", "json").stdout) == []


def test_a_draw_says_what_it_was_made_from(own: DataFolder, tmp_path: Path) -> None:
    first = command(own, "draw", "--seed", "3", "--out", str(tmp_path / "list.csv"))
    assert "Draw 1, week 2026-W02, seed 3: 155 customers to ask" in first.stdout
    assert "Drawn from 95 silent customers and 70 raters; of 209 eligible contacts 25 are" in first.stdout
    again = command(own, "draw", "--out", str(tmp_path / "list.csv"))
    assert "this is that draw" in again.stdout
