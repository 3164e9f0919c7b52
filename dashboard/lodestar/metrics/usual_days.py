"""Do the latest days hold as many contacts as usual, and which were the last that did? Exports end in thin tails."""

from dataclasses import dataclass
from datetime import date, timedelta

from lodestar.metrics.card import ONE_WEEK, latest_days
from lodestar.metrics.mart import Mart
from lodestar.metrics.periods import ONE_DAY

FEW, USUAL = 1 / 4, 1 / 2
"""Of the contacts of an average week: under the one is few, from the other on usual."""
_WEEKS = """select cast(date_trunc('week', cast(opened_on as date)) as date) as week, count(*) as contacts
from mart_contacts where opened_on is not null group by 1 order by 1"""


@dataclass(frozen=True)
class FewContacts:
    """The latest weeks hold `contacts`, an average week `average`; as many weeks as usual ended with `usual`."""

    contacts: int
    average: int
    usual: tuple[date, date]


def few_contacts(mart: Mart, weeks: int) -> FewContacts | None:
    """Return how few contacts the latest whole `weeks` hold, and the days to look at instead; None where not few."""
    counted = dict(mart.once("contacts of weeks", _WEEKS).iter_rows())
    if not counted:
        return None
    first, last = latest_days(mart, "volume", (), weeks)
    average = sum(counted.values()) / len(counted)
    contacts = sum(n for week, n in counted.items() if first <= week <= last)
    usual = [week for week, n in counted.items() if week < first and n >= USUAL * average]
    if not usual or contacts >= FEW * average * weeks:
        return None
    end: date = usual[-1] + timedelta(days=6)
    return FewContacts(contacts, round(average), (end - weeks * ONE_WEEK + ONE_DAY, end))
