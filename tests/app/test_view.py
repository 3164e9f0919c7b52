"""Does the address hold the whole view, and is whatever is not valid in it left out?"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.app.view import COMPARISONS, GRAINS, WEEKS, View, read_view
from lodestar.metrics.question import Condition

KNOWN = {"channel": ["chat", "e-mail, old", "!odd", ""], "team": ["Day", "Night..desk"]}


def read(address: dict[str, str | list[str]]) -> View:
    """Return the view of an address given as a page would write it."""

    def every(name: str) -> list[str]:
        value = address.get(name, [])
        return value if isinstance(value, list) else [value]

    return read_view(every, KNOWN, KNOWN.__getitem__)


conditions = st.fixed_dictionaries(
    {},
    optional={
        name: st.tuples(st.lists(st.sampled_from(values), min_size=1, unique=True), st.booleans())
        for name, values in KNOWN.items()
    },
)
spans = st.tuples(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 400)).map(
    lambda ends: (ends[0], ends[0] + timedelta(days=ends[1]))
)


@given(spans | st.sampled_from([*WEEKS.values()]), st.sampled_from(COMPARISONS), st.sampled_from(GRAINS), conditions)
def test_an_address_gives_back_the_view_that_wrote_it(
    days: tuple[date, date] | int, compare: str, grain: str, filters: dict[str, tuple[list[str], bool]]
) -> None:
    where = tuple(Condition(name, tuple(values), excludes) for name, (values, excludes) in filters.items())
    view = View(days, compare, grain, tuple(sorted(where, key=lambda c: list(KNOWN).index(c.dimension))))  # type: ignore[arg-type]
    assert read(view.address()) == view


@pytest.mark.parametrize(
    "junk",
    [
        {"period": "yesterday"},
        {"period": "2026-13-01..2026-13-02"},
        {"period": "2026-02-02..2026-02-01"},
        {"period": ["week", "4weeks"], "compare": "everything", "grain": "hour"},
        {"channel": ["nobody", "'; drop table mart_contacts"], "team!": "gone", "planet": "Mars"},
    ],
)
def test_what_is_not_valid_in_an_address_is_left_out(junk: dict[str, str | list[str]]) -> None:
    assert read(junk) == View()


def test_of_several_values_only_the_unknown_are_left_out() -> None:
    assert read({"channel": ["chat", "nobody", "chat"]}).where == (Condition("channel", ("chat",)),)


def test_a_filter_on_a_dimension_replaces_the_one_before_and_none_takes_it_away() -> None:
    view = View().filtered("team", ["Day"]).filtered("team", ["Night..desk"], excludes=True)
    assert view.where == (Condition("team", ("Night..desk",), excludes=True),)
    assert view.filtered("team", ()) == View()
