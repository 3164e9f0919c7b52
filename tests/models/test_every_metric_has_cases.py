"""Has every number a case in which it counts, one in which it does not, and one that is too early to say?"""

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from lodestar.metrics.catalogue import Metric, load_catalogue
from tests.support.cases import case_folders, expectations

METRICS = load_catalogue().metrics
TESTS = Path(__file__).parent.parent
ELSEWHERE = {
    # what is open at the end of a period is counted from opened_on and ended_on only when asked, by no model
    "backlog": "metrics/test_estimators.py::test_backlog_is_what_is_open_at_the_end",
}


@cache
def seen() -> dict[str, set[tuple[str | None, str | None]]]:
    """Return per expected column its values, each beside what the denominator of its name (if any) then is."""
    found: dict[str, set[tuple[str | None, str | None]]] = defaultdict(set)
    for folder in case_folders():
        for file in expectations(folder).values():
            table = pl.read_csv(file, infer_schema=False)
            for name in table.columns:
                below = re.sub("_num$", "_den", name)
                found[name].update(zip(table[name], table[below if below in table.columns else name], strict=True))
    return found


@pytest.mark.parametrize("metric", [m for m in METRICS.values() if m.kind == "ratio"], ids=lambda m: m.id)
def test_a_share_has_cases_inside_outside_and_too_early(metric: Metric) -> None:
    values = seen()[str(metric.numerator)]
    assert ("1", "1") in values, "no case in which it counts"
    assert ("0", "1") in values, "no case that is in the denominator alone"
    assert not metric.window or (None, None) in values, "no case that is pending"


@pytest.mark.parametrize("metric", [m for m in METRICS.values() if m.kind != "ratio"], ids=lambda m: m.id)
def test_any_other_number_has_cases_of_several_values(metric: Metric) -> None:
    if metric.id in ELSEWHERE:
        file, name = ELSEWHERE[metric.id].split("::")
        tree = ast.parse((TESTS / file).read_text("utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        return
    values = {value for value, _ in seen()[str(metric.value or metric.numerator)]} - {None}
    assert len(values) > 1
    if metric.end:
        ends = {value for value, _ in seen()[metric.end]}
        assert {metric.event, metric.waiting, *metric.competing} - {None} <= ends
    assert set(metric.parts) <= values
