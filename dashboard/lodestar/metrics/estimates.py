"""What the build estimated about everybody: week by week, what broke the line, who answers, what signals are worth."""

from datetime import date
from typing import Any

from lodestar.metrics.effects import MIN_EFFECTIVE
from lodestar.metrics.estimate_sql import ESTIMATES, part_asked
from lodestar.metrics.found import Found
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from lodestar.metrics.statement import Statement

WEEKS = 13
_RANGES = ("1_5", "2", "3")


def is_estimated(mart: Mart) -> bool:
    """Say whether the mart holds estimates of any week."""
    return mart.has_rows(ESTIMATES)


def estimated_weeks(mart: Mart, question: Question, weeks: int = WEEKS) -> Found:
    """Return the estimates of the last closed weeks up to the question's last day, the oldest first.

    All columns of mart_estimates, and per range `odds_*_at_low` and `_at_high`: the share of all at the silent's two
    ends, without what the sample does not know, so that it follows from the shares it is told with. Raises
    LodestarError for cuts and filters that nothing was estimated for.
    """
    statement = Statement("csat_estimate: what was estimated of each closed week")
    tests = [part_asked(statement, mart, question)]
    if question.last_day:
        tests.append(f"e.week_on + 6 <= {statement.bind(question.last_day)}")
    silent = "(e.contacts - e.rated)"
    ends = ",\n    ".join(
        f"(e.positive + {silent} * e.odds_{odds}_silent_{end}) / nullif(e.contacts, 0) as odds_{odds}_at_{end}"
        for odds in _RANGES
        for end in ("low", "high")
    )
    rated_share = f"case when e.n_effective >= {MIN_EFFECTIVE} then e.positive / nullif(e.rated, 0) end as rated_share"
    shares = f"{rated_share},\n    1 - e.rated / nullif(e.contacts, 0) as silent_part"
    where = "\n    and ".join(tests)
    statement.finish(
        f"select\n    e.*,\n    {shares},\n    {ends}\nfrom {ESTIMATES} as e\nwhere {where}\n"
        f"qualify row_number() over (order by e.week_on desc) <= {statement.bind(weeks)}\norder by e.week_on"
    )
    return _found(mart, statement)


def what_broke(mart: Mart, first_week: date, last_week: date) -> Found:
    """Return what changed in those weeks so that they do not compare with those before, the gravest first."""
    statement = Statement("what changed, so that weeks do not compare")
    between = f"s.week_on between {statement.bind(first_week)} and {statement.bind(last_week)}"
    statement.finish(
        "select s.week_on, s.rank, s.kind, s.dimension, s.value, s.before, s.now\nfrom mart_estimate_shifts as s\n"
        f"where {between}\norder by s.week_on desc, s.rank"
    )
    return _found(mart, statement)


def never_asked(mart: Mart, week_on: date) -> Found:
    """Return the kinds of contact nobody was invited from in a week, the most contacts first."""
    statement = Statement("who is never asked")
    statement.finish(
        "select n.source, n.channel, n.handled_by, n.team, n.contacts\nfrom mart_estimate_never_asked as n\n"
        f"where n.week_on = {statement.bind(week_on)}\norder by n.contacts desc, n.source, n.channel, n.team"
    )
    return _found(mart, statement)


def who_answers(mart: Mart, week_on: date) -> Found:
    """Return raters against everybody over the nine weeks up to a closed one, the farthest apart first."""
    statement = Statement("raters against everybody")
    statement.finish(
        "select r.feature, r.level, r.contacts, r.rated, r.response, r.of_all, r.of_raters, r.distance\n"
        f"from mart_estimate_raters as r\nwhere r.week_on = {statement.bind(week_on)}\n"
        "order by abs(r.distance) desc, r.feature, r.level"
    )
    return _found(mart, statement)


def signal_worth(mart: Mart) -> Found:
    """Return what each behaviour signal is worth against ratings, on all contacts (channel empty) and per channel."""
    statement = Statement("signals against ratings of the last twelve closed weeks")
    statement.finish("select w.*\nfrom mart_signal_worth as w\norder by w.channel, w.signal")
    return _found(mart, statement)


def newest(found: Found) -> dict[str, Any] | None:
    """Return the newest week's row; None where nothing was estimated."""
    return found.rows.row(-1, named=True) if found.rows.height else None


def _found(mart: Mart, statement: Statement) -> Found:
    return Found(mart.query(statement.text, statement.params), statement.printed)
