"""Whole made-up worlds with their hidden truth: exports made, imported and built, estimates beside what is so."""

import shutil
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
from filelock import FileLock

from lodestar.datafolder import DataFolder
from lodestar.estimate.guards import ESTIMATED
from lodestar.estimate.profile import ASKED_BY, never_asked
from lodestar.follow_ups.drawing import Wanted, draw_week
from lodestar.follow_ups.importing import import_answers
from lodestar.follow_ups.listing import list_rows
from lodestar.locate import program_folder
from lodestar.metrics.mart import Mart
from lodestar.metrics.periods import period_name
from lodestar.models.publish import current_mart
from tests.support.published import SOURCES, lodestar

CONTACTS = 70_000
"""So many leave 200 effective ratings in most weeks until the planted rule drops a third of the invitations."""
ANSWERS, COMPLETION = 200, 0.8
WEEKS_POOLED = 8


@dataclass(frozen=True)
class TrueWorld:
    """A data folder with published numbers, and the file that says who was really satisfied."""

    data: Path
    truth: Path

    def table(self, sql: str) -> pl.DataFrame:
        """Return what the mart in force says."""
        mart = current_mart(DataFolder(self.data))
        assert mart is not None
        with duckdb.connect(str(mart.file), read_only=True) as asked:
            found = pl.from_arrow(asked.sql(sql).to_arrow_table())
        assert isinstance(found, pl.DataFrame)
        return found

    def contacts(self) -> pl.DataFrame:
        """Return the eligible contacts with `is_satisfied` and `score`, each once, and whether it `could_be_asked`."""
        said = pl.read_csv(self.truth, infer_schema=False).select(
            pl.col("hidden_ticket").alias("ticket_id"),
            (pl.col("hidden_is_satisfied") == "1").alias("is_satisfied"),
            pl.col("hidden_score").alias("score"),
        )
        contacts = self.table(_ELIGIBLE).join(said, on="ticket_id", how="inner")
        assert contacts["contact_key"].is_unique().all()
        never = pl.concat(
            [
                never_asked(week).with_columns(pl.lit(week["week_on"][0]).alias("week_on"))
                for week in contacts.partition_by("week_on")
            ]
        )
        by = ("week_on", *ASKED_BY)
        never = never.select(*by, pl.lit(value=False).alias("could_be_asked"))
        contacts = contacts.join(never, on=by, how="left", nulls_equal=True)
        return contacts.with_columns(pl.col("could_be_asked").fill_null(value=True))

    def weeks(self) -> pl.DataFrame:
        """Return one row of mart_estimates per week, all contacts, with `truth`, `true_contacts` and `pooled_truth`.

        `pooled_truth`: over the week and the eight before it, as follow-ups are pooled.
        """
        could = self.contacts().filter("could_be_asked")
        sums = could.group_by("week_on").agg(
            pl.col("is_satisfied").sum().alias("satisfied"), pl.len().alias("true_contacts")
        )
        rows = self.table("select * from mart_estimates where dimension = 'all' order by week_on").join(
            sums, on="week_on", how="left"
        )
        pooled = [
            sums.filter(pl.col("week_on").is_between(week - timedelta(weeks=WEEKS_POOLED), week)).sum()
            for week in rows["week_on"]
        ]
        return rows.with_columns(
            (pl.col("satisfied") / pl.col("true_contacts")).alias("truth"),
            pl.Series("pooled_truth", [one["satisfied"][0] / one["true_contacts"][0] for one in pooled]),
            (pl.col("positive") / pl.col("rated")).alias("rated_share"),
        )

    def shifts(self) -> pl.DataFrame:
        """Return what was found to have changed."""
        return self.table("select week_on, kind, dimension, value from mart_estimate_shifts order by week_on, rank")

    def claims(self) -> pl.DataFrame:
        """Return the moves that are claimed, of all contacts and of every segment."""
        return self.table("select week_on, dimension, value, change from mart_estimates where is_change_claimed")


_ELIGIBLE = """
select
    c.contact_key,
    k.source,
    k.ticket_id,
    c.channel,
    c.handled_by,
    c.team,
    cast(date_trunc('week', c.ended_on) as date) as week_on,
    case when c.invite_rate_den = 1 then c.invite_rate_num = 1 end as is_invited
from mart_contacts as c
inner join mart_contact_tickets as k on k.contact_key = c.contact_key
where c.rating_coverage_den = 1
"""


def true_world(shared: Path, seed: int, *options: str) -> TrueWorld:
    """Return a world of that seed, imported and built; made by the first who asks."""
    base = shared / f"true-world-{seed}{''.join(options)}"
    world = TrueWorld(base / "data", base / "out" / "truth" / "contacts.csv")
    with FileLock(shared / f"{base.name}.lock"):
        if not (world.data / "marts" / "CURRENT").exists():
            out = base / "out"
            do(world.data, "sample", "--contacts", str(CONTACTS), "--seed", str(seed), "--out", str(out), *options)
            world.data.mkdir(exist_ok=True)
            shutil.copy(program_folder("sample_data") / "lodestar.toml", world.data)
            for source in SOURCES:
                do(world.data, "import", str(out / source), "--source", source, "--tz", "UTC")
                shutil.rmtree(out / source)
            do(world.data, "build")
    return world


def do(data: Path, *arguments: str) -> None:
    """Run one command; it must end well."""
    done = lodestar(data, *arguments)
    assert done.returncode == 0, done.stderr


def follow_up_all(world: TrueWorld, seed: int) -> int:
    """Ask about every closed week as it closes, honestly, import the answers, build; return how many were given.

    200 answers of silent customers wanted, four in five of those drawn answer, whatever they think.
    """
    mart = Mart(DataFolder(world.data))
    truth = dict(world.contacts().select("ticket_id", "score").iter_rows())
    tickets = dict(world.table("select ticket_id, contact_key from mart_contact_tickets").iter_rows())
    by_contact = {tickets[ticket]: score for ticket, score in truth.items()}
    rng, lists = np.random.default_rng(seed), []
    wanted = Wanted(answers=ANSWERS, completion=COMPLETION, seed=seed)
    for week_on in world.weeks()["week_on"]:
        now = datetime(week_on.year, week_on.month, week_on.day, 12) + timedelta(days=14)
        draw = draw_week(mart, wanted, period_name(week_on, "week"), now=now).draw
        rows = list_rows(mart, draw)
        scores = [by_contact[tickets[ticket.removeprefix("'")]] for ticket in rows["ticket_id"]]
        lists.append(_filled(rows, scores, now, rng.random(rows.height) < COMPLETION))
    file = world.data.parent / "answers.csv"
    pl.concat(lists).write_csv(file)
    done = import_answers(DataFolder(world.data), file)
    assert not done.refused, done.refused[:3]
    do(world.data, "build")
    return done.stored


def _filled(rows: pl.DataFrame, scores: list[str], now: datetime, answers: np.ndarray) -> pl.DataFrame:
    asked, answered = (f"{now + timedelta(hours=hours):%Y-%m-%d %H:%M}" for hours in (1, 2))
    does = pl.Series(answers)
    said = pl.Series([_on_scale(int(score), high) for score, high in zip(scores, rows["highest"], strict=True)])
    none = pl.Series([None], dtype=pl.String)
    return rows.with_columns(
        pl.lit(asked).alias("asked_at"),
        pl.Series("answered_at", [answered]).new_from_index(0, rows.height).zip_with(does, none).alias("answered_at"),
        said.zip_with(does, none).alias("value_raw"),
        pl.lit("call").alias("mode"),
        pl.lit("somebody else").alias("asked_by"),
    )


def _on_scale(score: int, highest: str) -> str:
    """Return what the customer says: the score on five stars, good or bad where there are but two answers."""
    return str(score) if highest == "5" else highest if score >= 4 else str(int(float(highest)) - 1)


def table_of(rows: pl.DataFrame) -> str:
    """Return the weeks as a table to read when something fails."""
    with pl.Config(tbl_rows=-1, tbl_cols=-1, tbl_width_chars=250, float_precision=3):
        return str(rows)


def estimated(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the weeks whose estimate is shown."""
    return rows.filter(pl.col("state") == ESTIMATED)


def covered(rows: pl.DataFrame, low: str, high: str, truth: str = "truth") -> float:
    """Return in which share of the weeks the truth lies between two columns."""
    return float(rows.select(pl.col(truth).is_between(low, high).mean()).item())


RULE_CHANGES = date(2026, 10, 19)
"""The Monday from which nobody whom the bot handed over is asked: story.toml, survey_rule."""
