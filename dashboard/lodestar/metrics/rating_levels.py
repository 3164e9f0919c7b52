"""How many gave each level of each rating scale?"""

from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.found import Found, find
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question
from lodestar.metrics.rated_sql import LEVELS, RATINGS, of_age, rated_contacts
from lodestar.metrics.selection import select_rows
from lodestar.metrics.statement import Statement, literal

LEVEL = ("scale", LEVELS, "value", "verdict")


def rating_levels(mart: Mart, question: Question) -> Found:
    """Return how the ratings behind a share of positive ratings spread over the levels of their scales.

    One row per scale and level that anybody ever gave, from the worst: scale, levels (how many it has), value, verdict,
    contacts, share of the scale's own ratings, of (those ratings). Scales nobody used in the period are left out. The
    contacts sum to the metric's n, the positive ones to its numerator.
    """
    catalogue = load_catalogue()
    metric = catalogue.metric(question.metric)
    statement = Statement(f"{metric.id}: how many of each level")
    fact = rated_contacts(mart, metric, question, ("scale", "value", "verdict"))
    columns = {name: f"r.{name}" for name in LEVEL}
    only = f"{metric.rated_among} and s.has_ratings and {of_age(mart, question)} and r.contact_key is not null"
    select_rows(statement, mart, catalogue, fact, question, columns, only=only)
    keys = ", ".join(LEVEL)
    statement.step("given", f"select {keys}, count(*) as contacts\nfrom selected\ngroup by {keys}")
    measure = literal(metric.rated_measure or "")
    statement.step("known", f"select distinct {keys}\nfrom {RATINGS}\nwhere measure = {measure} and is_counted")
    every = ", ".join(f"known.{name}" for name in LEVEL)
    equal = " and ".join(f"known.{name} = given.{name}" for name in LEVEL)
    statement.step(
        "counted", f"select {every}, coalesce(contacts, 0) as contacts\nfrom known\nleft join given on {equal}"
    )
    statement.step(
        "used",
        f"select {keys}, contacts, cast(sum(contacts) over (partition by scale, {LEVELS}) as bigint) as of_scale\n"
        "from counted",
    )
    statement.finish(
        f'select {keys}, contacts, of_scale as "of", contacts / of_scale as share\nfrom used\nwhere of_scale > 0\n'
        f"order by of_scale desc, scale, value, {LEVELS}, verdict"
    )
    return find(mart, statement)
