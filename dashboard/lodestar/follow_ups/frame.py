"""Whom could be asked about a week? The frame a draw is made from: every contact in it, or counted as left out."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from lodestar.errors import LodestarError
from lodestar.estimate.profile import surveyable
from lodestar.estimate.reading import closed_weeks
from lodestar.metrics.mart import Mart
from lodestar.metrics.periods import period_name
from lodestar.state.follow_ups import FrameCounts, drawn_since

DAYS_BETWEEN = 90
"""A customer is asked at most once in so many days."""
CUSTOMARY_SCALE = "1-5"


@dataclass(frozen=True)
class Frame:
    """The contacts to draw from: `silent`, and `raters` of customers who left none of theirs unrated.

    Columns: customer, source, ticket_id (the root), ended_at, scale; sorted, so that a seed draws the same again.
    """

    silent: pl.DataFrame
    raters: pl.DataFrame
    counts: FrameCounts
    silent_part: float


def read_week(mart: Mart, week: str | None) -> date:
    """Return the Monday of a week named like 2026-W46, of the last closed one for None.

    Raises LodestarError for a name that is no week, and for a week that is not closed.
    """
    with mart.cursor() as cursor:
        closed = closed_weeks(cursor)
    if not closed and mart.once("any ratable", _ANY_RATABLE).is_empty():
        raise LodestarError(
            "Nobody can be asked: no contact here could be rated, as no source has brought ratings of a person. Import "
            "the survey's answers, then `lodestar build`."
        )
    if not closed:
        raise LodestarError(
            "No week is closed yet, one in which every rating that counts has come: import more, then `lodestar build`."
        )
    if week is None:
        return closed[-1]
    year, _, number = week.partition("-W")
    try:
        monday = date.fromisocalendar(int(year), int(number), 1)
    except ValueError as error:
        raise LodestarError(
            f"--week {week[:20]} is no week: write it like {period_name(closed[-1], 'week')}."
        ) from error
    if monday not in closed:
        first, last = (period_name(day, "week") for day in (closed[0], closed[-1]))
        raise LodestarError(
            f"{week} holds no contacts that can be asked, or ratings of it may still come: closed weeks with contacts "
            f"run from {first} to {last}."
        )
    return monday


def read_frame(mart: Mart, monday: date, now: datetime) -> Frame:
    """Return whom a draw at `now` (UTC) may choose for the week that begins on `monday`."""
    eligible = mart.query(_ELIGIBLE, {"monday": monday, "sunday": monday + timedelta(days=6)})
    invited = surveyable(eligible)
    known = invited.filter("is_identified")
    asked = _asked_since(mart, now - timedelta(days=DAYS_BETWEEN))
    free = known.filter(~pl.col("customer").is_in(asked.implode()))
    silent = free.filter(~pl.col("is_rated"))
    rated = free.filter("is_rated")
    raters = rated.join(silent.select("customer").unique(), on="customer", how="anti")
    counts = FrameCounts(
        eligible=eligible.height,
        never_invited=eligible.height - invited.height,
        unidentified=invited.height - known.height,
        asked_lately=known.height - free.height,
        rated_beside_silent=rated.height - raters.height,
        silent_contacts=silent.height,
        silent_customers=silent["customer"].n_unique(),
        rater_contacts=raters.height,
        rater_customers=raters["customer"].n_unique(),
    )
    silent_part = 1 - int(invited["is_rated"].sum()) / invited.height if invited.height else 1.0
    return Frame(_sorted(silent), _sorted(raters), counts, silent_part)


def _sorted(contacts: pl.DataFrame) -> pl.DataFrame:
    columns = ("customer", "source", "ticket_id", "ended_at", "scale")
    return contacts.select(columns).sort("source", "ticket_id", "ended_at")


def _asked_since(mart: Mart, moment: datetime) -> pl.Series:
    """Return the customers who were drawn or asked after a moment."""
    drawn = pl.DataFrame(
        drawn_since(mart.data, moment), schema={"source": pl.String, "ticket_id": pl.String}, orient="row"
    )
    asked = mart.query(_ASKED, {"moment": moment})["customer"]
    if drawn.is_empty():
        return asked
    with mart.cursor() as cursor:
        cursor.register("drawn", drawn.to_arrow())
        found = pl.from_arrow(cursor.sql(_DRAWN).to_arrow_table())
    assert isinstance(found, pl.DataFrame)
    return pl.concat([asked, found["customer"]]).unique()


_ANY_RATABLE = (
    "select 1 from mart_contacts\n"
    "where rating_coverage_den = 1 or rating_coverage_den is null and is_rating_eligible limit 1"
)
# Asked on the scale that the customer rated on, else the one mostly used on the channel, else at the source.
_ELIGIBLE = f"""
with scales as (
    select r.contact_key, c.source, c.channel, max_by(r.scale, (r.rated_at, r.row_id)) as scale
    from mart_ratings as r
    inner join mart_contacts as c on c.contact_key = r.contact_key
    where r.measure = 'csat' and r.verdict is not null
    group by r.contact_key, c.source, c.channel
),

used as (
    select s.source, s.channel, s.scale, count(*) as times
    from scales as s
    group by grouping sets ((s.source, s.channel, s.scale), (s.source, s.scale))
),

by_channel as (
    select u.source, u.channel, max_by(u.scale, (u.times, u.scale)) as scale
    from used as u
    where u.channel is not null
    group by u.source, u.channel
),

by_source as (
    select u.source, max_by(u.scale, (u.times, u.scale)) as scale
    from used as u
    where u.channel is null
    group by u.source
)

select
    c.customer_key as customer,
    c.source,
    c.root_ticket_id as ticket_id,
    c.recorded_at as ended_at,
    c.channel,
    c.handled_by,
    c.team,
    c.is_identified,
    case when c.invite_rate_den = 1 then c.invite_rate_num = 1 end as is_invited,
    c.rating_coverage_num = 1 as is_rated,
    coalesce(r.scale, h.scale, o.scale, '{CUSTOMARY_SCALE}') as scale
from mart_contacts as c
left join scales as r on r.contact_key = c.contact_key
left join by_channel as h on h.source = c.source and h.channel = c.channel
left join by_source as o on o.source = c.source
where c.rating_coverage_den = 1 and c.ended_on between $monday and $sunday
"""
_ASKED = """
select distinct c.customer_key as customer
from mart_follow_ups as f
inner join mart_contacts as c on c.contact_key = f.contact_key
where f.asked_at > $moment and c.customer_key is not null
"""
_DRAWN = """
select distinct c.customer_key as customer
from drawn as d
inner join mart_contact_tickets as k on k.source = d.source and k.ticket_id = d.ticket_id
inner join mart_contacts as c on c.contact_key = k.contact_key
where c.customer_key is not null
"""
