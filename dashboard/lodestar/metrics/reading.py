"""Which contacts should be read first? Those that were not rated and in which the customer's behaviour says most."""

import polars as pl

from lodestar.metrics.absent import reason_absent
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from lodestar.metrics.selection import CONTACTS, Fact, select_rows
from lodestar.metrics.statement import Statement

SHOWN = ("contact_id", "source", "ended_at", "channel", "team", "issue_1", "issue_2")


def unrated_with_signals(mart: Mart, question: Question, limit: int = 10) -> pl.DataFrame:
    """Return the unrated contacts of the days and filters asked, those with most behaviour signals first.

    One row each: the columns of SHOWN (times UTC), signals (a list of their names, as they happened) and in_all, how
    many unrated contacts have a signal. The newest ending first where as many were seen. Where no source has brought
    ratings nobody rated: every ended contact is looked at.
    """
    catalogue = load_catalogue()
    metric = catalogue.metric("non_rating_rate")
    statement = Statement("unrated contacts with most behaviour signals")
    fact = Fact.of(mart, metric)
    plain = Question(metric.id, where=question.where, first_day=question.first_day, last_day=question.last_day)
    only = f"m.{metric.numerator} = 1" if reason_absent(mart, metric) is None else None
    select_rows(statement, mart, catalogue, fact, plain, {"contact_key": "m.contact_key"}, only=only)
    ends = ((">=", question.first_day), ("<=", question.last_day))
    days = " and ".join(f"s.ended_on {sign} {statement.bind(day)}" for sign, day in ends if day) or "true"
    statement.step(
        "counted",
        "select\n    s.contact_key, list(s.signal order by s.fired_at nulls last, s.signal) as signals,\n"
        "    count(*) as signal_count, count(*) over () as in_all\n"
        "from mart_signals as s\ninner join selected on selected.contact_key = s.contact_key\n"
        f"where {days}\ngroup by s.contact_key",
    )
    shown = ", ".join(f"c.{name}" for name in SHOWN)
    statement.finish(
        f"select {shown}, counted.signals, counted.in_all\nfrom counted\n"
        f"inner join {CONTACTS} as c on c.contact_key = counted.contact_key\n"
        f"order by counted.signal_count desc, c.ended_at desc nulls last, c.source, c.contact_id\nlimit {int(limit)}"
    )
    return mart.query(statement.text, statement.params)
