"""What a filled row is held to."""

import pytest

from lodestar.follow_ups.rules import Scale


@pytest.mark.parametrize(
    ("value", "is_on_it"),
    [("1", True), ("5", True), ("0", False), ("5.1", False), ("good", True), ("Good", False), ("bad|good", False),
     ("nan", False), ("1e0", False), ("", False)],
)  # fmt: skip
def test_a_value_lies_on_its_scale_or_not(value: str, is_on_it: bool) -> None:
    assert Scale("own", 1, 5, ("bad", "good")).reads(value) == is_on_it
