"""A metric that is incomplete, misspelt or reads a column that no mart has is refused."""

import re
import shutil
from pathlib import Path

import pytest
import sqlglot

from lodestar.errors import LodestarError
from lodestar.locate import program_folder
from lodestar.metrics.catalogue import Metric, load_catalogue

QUERIES = program_folder("queries")
METRICS = load_catalogue().metrics
WANTED = {
    "csat",
    "bot_csat",
    "company_score",
    "invite_rate",
    "response_rate",
    "rating_coverage",
    "non_rating_rate",
    "reopen_rate",
    "reopen_rate_72h",
    "reopen_rate_7d",
    "status_reopen_rate",
    "one_contact_resolution",
    "bot_outcome",
    "escalation_rate",
    "handoff_request_rate",
    "handoff_success_rate",
    "no_return_containment",
    "first_response_seconds",
    "first_response_after_handoff_seconds",
    "queue_wait_seconds",
    "answered_rate",
    "abandonment_rate",
    "service_level",
    "response_gap_seconds",
    "customer_wait_seconds",
    "pickup_seconds",
    "handle_seconds",
    "aht_mean",
    "resolution_seconds",
    "ticket_resolution_seconds",
    "ola_met_rate",
    "volume",
    "contact_rate",
    "backlog",
    "staffed_hours",
    "occupancy",
    "cost_per_contact",
    "transfer_rate",
    "out_of_hours_share",
    "complaint_rate",
}


def columns_of(mart: str) -> set[str]:
    tree = sqlglot.parse_one((QUERIES / "marts" / f"{mart}.sql").read_text(), read="duckdb")
    return set(tree.named_selects)


def test_every_number_of_the_definitions_is_there() -> None:
    assert not WANTED - METRICS.keys()
    assert sum(name.startswith("signal_") for name in METRICS) == 10


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda metric: metric.id)
def test_its_columns_are_in_the_mart(metric: Metric) -> None:
    assert metric.reads | ({metric.end, metric.apart, metric.agent} - {None}) <= columns_of(metric.mart)
    if metric.denominator_mart:
        assert {metric.denominator, metric.denominator_day} <= columns_of(metric.denominator_mart)


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda metric: metric.id)
def test_its_rule_is_a_file_and_its_window_a_setting(metric: Metric) -> None:
    layers = [QUERIES / layer / metric.rule for layer in ("models", "marts")]
    assert any(path.is_file() for path in layers), metric.rule
    assert metric.window is None or metric.window in columns_of("mart_settings")


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda metric: metric.id)
def test_its_chinese_is_chinese_with_full_width_punctuation(metric: Metric) -> None:
    for text in (metric.zh.label, metric.zh.definition):
        assert re.search(r"[一-鿿]", text)
        assert not re.search(r"[一-鿿]\s*[,:;()?!.]|[,:;()?!]\s*[一-鿿]", text), text
    assert not re.search(r"[一-鿿]", metric.en.label + metric.en.definition)


def test_every_caveat_is_used_and_chinese() -> None:
    caveats = load_catalogue().caveats
    assert set(caveats) == {name for metric in METRICS.values() for name in metric.caveats}
    for caveat in caveats.values():
        assert re.search(r"[一-鿿]", caveat.zh)
        assert not re.search(r"[一-鿿]\s*[,:;()?!.]", caveat.zh), caveat.zh


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('better = "higher"', 'beter = "higher"', "csat.toml: unknown key beter. Did you mean better?"),
        ('unit = "share"\n', "", "csat.toml: unit is missing"),
        ('numerator = "csat_num"\n', "", "csat.toml"),
        ('label = "CSAT (rated)"\n', "", "csat.toml: en.label is missing"),
        ('"neutral_counts"', '"neutral_count"', "there is no caveat 'neutral_count'. Did you mean neutral_counts?"),
        ('kind = "ratio"', 'kind = "rate"', "csat.toml: kind = rate"),
        ('mart = "mart_contacts"', 'mart = "mart_contacts; drop"', "csat.toml: mart"),
        ('"rated_only"', '"full_count"', "the caveat full_count belongs to a count, a backlog and a quotient"),
    ],
)
def test_an_incomplete_metric_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    folder = tmp_path / "metrics"
    shutil.copytree(QUERIES / "metrics", folder)
    text = (folder / "csat.toml").read_text(encoding="utf-8")
    assert old in text
    (folder / "csat.toml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(LodestarError) as error:
        load_catalogue(folder)
    assert says in str(error.value)


def test_an_unknown_metric_names_the_nearest() -> None:
    with pytest.raises(LodestarError, match="Did you mean reopen_rate"):
        load_catalogue().metric("reopen_rat")
