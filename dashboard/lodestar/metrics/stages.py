"""How many contacts reached each stage of a way, counted on the same contacts in one statement."""

from collections.abc import Mapping

import polars as pl

from lodestar.metrics.catalogue import Metric, load_catalogue
from lodestar.metrics.found import Found, find
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from lodestar.metrics.selection import Fact, select_rows
from lodestar.metrics.statement import Statement, literal

NONE = Found(
    pl.DataFrame(
        schema={"stage": pl.String, "contacts": pl.Int64, "of_all": pl.Float64, "of_before": pl.Float64}
    ),
    "",
)  # fmt: skip


def stages(mart: Mart, metric: Metric, question: Question, reached: Mapping[str, str], known: str = "") -> Found:
    """Return one row per stage: stage, contacts, of_all (share of the first stage), of_before (of the one before).

    `reached` gives per stage, in their order, the column that is 1 where a contact reached it. `known` names a stage
    and the column that is 1 where it is known of a contact, as `stage=column`: a stage not known of all is left out. No
    rows where nobody reached the first. Days and filters are those of the question.
    """
    statement = Statement(f"how far they came: {metric.en.label}")
    plain = Question(metric.id, where=question.where, first_day=question.first_day, last_day=question.last_day)
    uncertain, _, column = known.partition("=")
    columns = dict(reached) | ({"known": column} if column else {})
    selected = {name: f"m.{column}" for name, column in columns.items()}
    select_rows(statement, mart, load_catalogue(), Fact.of(mart, metric), plain, selected)
    sums = ",\n    ".join(f"coalesce(cast(sum({name}) as bigint), 0) as {name}" for name in columns)
    statement.step("counted", f"select\n    {sums}\nfrom selected")
    first = next(iter(reached))
    rows = [
        f"select {place} as place, {literal(stage)} as stage, {stage} as contacts from counted where {first} > 0"
        + (f" and known = {first}" if stage == uncertain else "")
        for place, stage in enumerate(reached)
    ]
    statement.step("reached", "\nunion all\n".join(rows))
    statement.finish(
        "select\n    stage, contacts, contacts / first_value(contacts) over (order by place) as of_all,\n"
        "    contacts / nullif(lag(contacts) over (order by place), 0) as of_before\nfrom reached\norder by place"
    )
    return find(mart, statement)
