"""What is said of everybody closes, stays within its guard-rails, and claims a change only where one is claimed."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodestar.app.findings import estimate as say
from lodestar.app.findings import silent
from lodestar.app.words import words
from lodestar.estimate.guards import ESTIMATED, STATES
from lodestar.estimate.table import described
from lodestar.metrics.card import Card
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.question import Question

EN, ZH = words("en"), words("zh")
LANGUAGES = (("en", EN), ("zh", ZH))
WEEK = date(2026, 11, 2)
METRICS = load_catalogue().metrics
Row = dict[str, Any]


def row(contacts: int = 5000, rated: int = 612, positive: int = 435, silent: float | None = 0.744, **more: Any) -> Row:
    """Return a week's row as pages read it: SILENT's example, or another in which every share of all follows."""
    part = 1 - rated / contacts if contacts else None
    made: Row = dict.fromkeys(described("mart_estimates"))
    ends = {f"odds_{odds}_silent_low": low for odds, low in (("1_5", 0.67), ("2", 0.60), ("3", 0.50))}
    ends |= {f"odds_{odds}_silent_high": high for odds, high in (("1_5", 0.81), ("2", 0.86), ("3", 0.91))}
    made |= {
        "week_on": WEEK, "dimension": "all", "state": ESTIMATED, "eligible": contacts, "not_asked": 0, "rated": rated,
        "contacts": contacts, "positive": positive, "n_effective": 580.4, "silent": silent, "low": 0.71, "high": 0.78,
        "auc": 0.69, "auc_low": 0.66, "auc_high": 0.72, "calibration_slope": 1.0, "silent_part": part,
        "rated_share": positive / rated if rated else None,
        "estimate": of_all(contacts, rated, positive, silent),
    }  # fmt: skip
    made |= ends | more
    for name in ends:
        at = name.replace("_silent_", "_at_")
        made[at] = of_all(contacts, rated, positive, made[name])
        made.setdefault(name.replace("_silent_", "_"), None)
    for odds in say.ODDS:
        made[f"odds_{odds}_low"], made[f"odds_{odds}_high"] = made[f"odds_{odds}_at_low"], made[f"odds_{odds}_at_high"]
    return made | more


def of_all(contacts: int, rated: int, positive: int, silent: float | None) -> float | None:
    return None if silent is None or not contacts else (positive + (contacts - rated) * silent) / contacts


def card(metric: str = "csat", *, value: float = 0.7108, n: int = 612, **more: Any) -> Card:
    now = {"value": value, "low": value - 0.036, "high": value + 0.033, "n": n, "numerator": round(value * n),
           "pending": 0, "is_too_few": False, "is_incomplete": False, **more}  # fmt: skip
    days = (WEEK, date(2026, 11, 8))
    question = Question(metric).between(*days)
    return Card(METRICS[metric], question, days, now, None, None, "none", pl.DataFrame(), None)


def manager(one: Row, shown: Card, word: Any, language: str) -> str:
    parts = (say.everybody(one, card("rating_coverage"), shown, word, language), say.and_if_not(one, word, language))
    return word("silent.between").join(part for part in parts if part)


def test_the_sentence_a_manager_reads() -> None:
    assert manager(row(), card(), EN, "en") == (
        "**612** of 5,000 contacts were rated; **71 %** of those were satisfied (67–74). If the silent think like "
        "raters with the same journey, the figure for all contacts that can be asked is **74 %** (71–78). If **60 %** "
        "or **86 %** of the silent are satisfied rather than 74 %, it is **61 %** or **84 %**. Asking 200 of them at "
        "random would narrow this to about ±5 points."
    )


def test_the_sentence_in_chinese() -> None:
    assert manager(row(), card(), ZH, "zh") == (
        "5,000 次服务中 **612** 次有评价，其中 **71%** 满意（67–74）。若未评价的客户与服务经历相似的参评客户看法一致，"
        "则全部可参评服务的满意率约为 **74%**（71–78）。若未评价者的满意率不是 74%，而是 **60%** 或 **86%**，"
        "则整体为 **61%** 或 **84%**。随机回访并访到 200 位，误差可缩小到约 ±5 个百分点。"
    )


SHARE = re.compile(r"(\d+(?:\.\d)?)\s?%")
COUNT = re.compile(r"\*\*([\d,]+)\*\* of ([\d,]+)")


@st.composite
def weeks(draw: st.DrawFn) -> tuple[Row, Card]:
    contacts = draw(st.integers(60, 60_000))
    rated = draw(st.integers(30, contacts - 1))
    positive = draw(st.integers(0, rated))
    low, silent, high = sorted(draw(st.lists(st.floats(0, 1), min_size=3, max_size=3)))
    ends = {"odds_2_silent_low": low, "odds_2_silent_high": high}
    return row(contacts, rated, positive, silent, **ends), card(value=positive / rated, n=rated)


@given(weeks())
@settings(max_examples=300, deadline=None)
def test_the_shares_told_follow_from_one_another(made: tuple[Row, Card]) -> None:
    one, shown = made
    text = manager(one, shown, EN, "en")
    rated, n = (int(found.replace(",", "")) for found in COUNT.search(text).groups())  # type: ignore[union-attr]
    told = [float(found) for found in SHARE.findall(text)]
    by_raters, everybody, silent_low, silent_high, silent, low, high = told
    in_chinese = [float(found) for found in SHARE.findall(manager(one, shown, ZH, "zh"))]
    assert in_chinese == [by_raters, everybody, silent, silent_low, silent_high, low, high]
    part, ulp = 1 - rated / n, 0.1 if rated >= 1000 else 1
    for of_silent, of_everybody in ((silent, everybody), (silent_low, low), (silent_high, high)):
        assert abs(by_raters * (1 - part) + of_silent * part - of_everybody) <= ulp + 1e-9


REFUSED = [state for state in STATES if state != ESTIMATED]
TOLD = {
    "few_ratings": ("worth 21 independent ones", "相当于 21 个独立评价"),
    "counts_only": ("worth 21 independent ones", "相当于 21 个独立评价"),
    "few_dissatisfied": (
        "only 177 raters were not satisfied, and 30 are needed",
        "只有 177 位评价者不满意，至少 30 位",
    ),
    "behaviour_silent": ("AUC 0.69 (0.66–0.72)", "AUC 0.69 (0.66–0.72)"),
    "never_answer": ("(web chat, unknown)", "（"),
}


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("state", REFUSED)
def test_a_refused_figure_says_why_and_shows_no_figure(state: str, place: int) -> None:
    language, word = LANGUAGES[place]
    one = row(state=state, n_effective=21.4, never_answer="channel=web chat; team=(unknown)")
    said = manager(one, card(), word, language)
    assert TOLD[state][place] in said
    assert "74" not in re.sub(r"67–74", "", said), "neither the estimate nor what the silent think"
    assert word("estimate.weeks_refused") == say.weeks_title(one, word, language)
    assert word("estimate.overview_refused") == say.overview(one, word, language)
    assert word("estimate.answer_by_asking", answers="200", points="6") in said
    assert not re.search(r"[{}]", said)


def test_what_is_refused_for_kinds_it_cannot_name_says_several() -> None:
    assert EN("estimate.kinds_many") in say.refused(row(state="never_answer"), EN, "en")
    assert "AUC –" in say.refused(row(state="behaviour_silent", auc=None), EN, "en")


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        (card(is_too_few=True), "**612** of 5,000 contacts were rated; 435 of those were satisfied: no share to lean"),
        (card(n=2_000), "**612** of 5,000 contacts were rated; 435 of those were satisfied. If"),
    ],
)
def test_raters_are_counted_where_their_share_is_not_that_of_the_week(shown: Card, told: str) -> None:
    assert say.everybody(row(), card("rating_coverage"), shown, EN, "en").startswith(told)


def test_nobody_rated() -> None:
    one = row(rated=0, positive=0, state="few_ratings", n_effective=0.0, silent=None)
    assert manager(one, card(), EN, "en").startswith("None of 5,000 contacts was rated. What everybody thinks cannot")
    assert manager(one, card(), ZH, "zh").startswith("5,000 次服务中没有评价。")


def test_all_rated_leave_nothing_to_ask() -> None:
    one = row(contacts=612, silent=None, estimate=0.71, low=0.71, high=0.71)
    assert say.and_if_not(one, EN, "en") == ""
    assert "**71 %** (71–71)" in say.everybody(one, card("rating_coverage"), card(), EN, "en")


def test_the_week_is_named_where_more_is_looked_at() -> None:
    lead = EN("estimate.newest_week", week="2–8 Nov")
    said = say.everybody(row(), card("rating_coverage"), card(), EN, "en", lead=lead)
    assert said.startswith("In the newest closed week, 2–8 Nov: **612** of 5,000")


def test_without_an_estimate_the_old_answer_stands() -> None:
    one = card("rating_coverage", value=0.1, n=400)
    assert say.everybody(None, one, card(), EN, "en") == silent.answer(one, card(), EN, "en")
    assert say.and_if_not(None, EN, "en") == say.overview(None, EN, "en") == ""


@pytest.mark.parametrize("by", ["mean", "tilt"])
@pytest.mark.parametrize(("language", "word"), LANGUAGES)
def test_what_the_silent_said_when_asked_takes_the_place_of_the_offer(by: str, language: str, word: Any) -> None:
    asked = {"asked_method": by, "asked_estimate": 0.65, "asked_low": 0.61, "asked_high": 0.69, "asked_completed": 412,
             "asked_drawn": 600, "asked_range_low": 0.61, "asked_range_high": 0.69}  # fmt: skip
    said = say.and_if_not(row(**asked), word, language)
    assert "412" in said
    assert "61–69" in said
    assert ("400" in said) == (by == "tilt")
    assert word("estimate.asked_range", ends="").rstrip(" %。.")[:8] not in said
    wide = say.and_if_not(row(**asked | {"asked_range_low": 0.5, "asked_range_high": 0.75}), word, language)
    assert word("estimate.asked_range", ends="50–75") in wide


@pytest.mark.parametrize(
    ("more", "title"),
    [
        ({"is_change_claimed": True, "change": 0.052}, "Everybody's satisfaction rose by 5.2 points, to 74 %"),
        ({"is_change_claimed": True, "change": -0.052}, "Everybody's satisfaction fell by 5.2 points, to 74 %"),
        ({"is_change_claimed": False, "change": 0.2},
         "No change can be claimed; one under 6.3 points could not have been seen"),
        ({"change": None}, "Everybody: 74 %; no week before it to hold it against"),
        ({"broken": "survey_rule, answering", "change": 0.2, "is_change_claimed": True},
         "The line breaks in the newest week: other customers are invited to rate, other kinds of customers answer"),
        ({"state": "counts_only", "broken": "survey_rule", "is_change_claimed": True, "change": 0.2},
         "No estimate for the newest week: see why above"),
    ],
)  # fmt: skip
def test_the_title_claims_a_change_only_where_one_is_claimed(more: Row, title: str) -> None:
    one = row(**{"detectable": 0.063} | more)
    assert say.weeks_title(one, EN, "en") == title
    chinese = say.weeks_title(one, ZH, "zh")
    assert any(verb in chinese for verb in ("上升", "下降")) == ("rose" in title or "fell" in title)
    assert not re.search(r"[{}a-z]", chinese)


def test_no_week_is_said() -> None:
    assert say.weeks_title(None, EN, "en") == "No week is closed yet"
    assert say.family(None, EN) == say.family(row(), EN) == ""
    assert "15 figures judged together" in say.family(row(family=15), EN)


@pytest.mark.parametrize(
    ("low", "high", "title"),
    [
        (0.71, 0.9, "Above the target of 70 % even if only 50 % of the silent are satisfied"),
        (0.5, 0.69, "Below the target of 70 % even if 91 % of the silent are satisfied"),
        (0.6, 0.8, "Above or below the target of 70 %? The silent decide"),
        (0.7, 0.9, "Above or below the target of 70 %? The silent decide"),
        (0.5, 0.7, "Above or below the target of 70 %? The silent decide"),
    ],
)
def test_the_target_is_met_only_where_the_widest_range_lies_above_it(low: float, high: float, title: str) -> None:
    one = row(target=0.7, odds_3_low=low, odds_3_high=high)
    assert say.tipping_title(one, EN, "en") == title
    assert "70%" in say.tipping_title(one, ZH, "zh")


def test_without_a_target_the_silent_only_move_the_figure() -> None:
    assert say.tipping_title(row(), EN, "en") == EN("estimate.tipping_no_target")
    assert len(say.tipping_rows(row(), EN, "en")) == 7


@pytest.mark.parametrize(("silent", "stands"), [(0.64, True), (0.0, True), (1.0, True), (-0.2, False), (1.3, False)])
def test_the_line_of_the_target_stands_among_the_others_where_it_can_be(silent: float, stands: bool) -> None:
    lines = say.tipping_rows(row(target=0.65, tipping_silent=silent), EN, "en")
    names = [name for name, _, _ in lines]
    assert (EN("estimate.tipping_target") in names) == stands
    shares = [int(share.removesuffix(" %")) for _, share, _ in lines]
    assert shares == sorted(shares)
    of_everybody = [int(share.removesuffix(" %")) for name, _, share in lines if name != EN("estimate.tipping_target")]
    assert of_everybody == sorted(of_everybody)


def test_narrowing_counts_down() -> None:
    lines = say.narrowing_rows(row(), EN, "en")
    assert [answers for answers, _, _ in lines] == ["50", "100", "200", "400"]
    halves = [float(re.findall(r"[\d.]+", half)[0]) for _, half, _ in lines]
    assert halves == sorted(halves, reverse=True)
    assert [asked for _, _, asked in lines] == ["100", "200", "400", "800"]
    seen = say.narrowing_rows(row(asked_drawn=100, asked_completed=80), EN, "en")
    assert seen[2][2] == "250"


def test_what_asking_would_bring_is_not_foreseen_from_a_refused_figure() -> None:
    alike = row(45, 3, 3, 1.0, state="few_ratings", n_effective=3.0)
    assert "to about ±6 points" in say.and_if_not(alike, EN, "en"), "three of three say nothing of the other 42"
    assert say.narrowing_rows(alike, EN, "en") == say.narrowing_rows(alike | {"silent": 0.5}, EN, "en")


@pytest.mark.parametrize(("language", "word"), LANGUAGES)
def test_overview_tells_the_figure_with_its_range(language: str, word: Any) -> None:
    said = say.overview(row(), word, language)
    assert [int(share) for share in SHARE.findall(said)][:1] == [74]
    assert {60, 86, 61, 84, 74} == {int(share) for share in SHARE.findall(said)}


SHIFT = {
    "week_on": WEEK,
    "dimension": "handled_by",
    "value": "both",
    "before": 0.62,
    "now": 0.21,
    "kind": "survey_rule",
}


@pytest.mark.parametrize(("language", "word"), LANGUAGES)
@pytest.mark.parametrize(
    "more",
    [
        {}, {"dimension": ""}, {"dimension": "is_transferred", "value": "True"},
        {"dimension": "is_transferred", "value": "False"}, {"dimension": "agent", "value": "a7"},
        {"kind": "channel_mix", "dimension": "channel", "value": "chat"},
        {"kind": "answering", "dimension": "", "before": 0.02, "now": -0.03},
    ],
)  # fmt: skip
def test_a_shift_is_a_sentence(more: Row, language: str, word: Any) -> None:
    said = say.shift_sentence(SHIFT | more, word, language)
    assert not re.search(r"[{}]|None", said)
    assert ("62" in said and "21" in said) or ("2.0" in said and "−3.0" in said)


def test_kinds_never_asked_are_named_the_largest_first() -> None:
    kinds = [
        {"source": "s", "channel": f"c{n}", "handled_by": "human", "team": None, "contacts": n}
        for n in (90, 50, 30, 20)
    ]
    said = say.kinds_never_asked(kinds, EN, "en")
    assert said.startswith("Outside the estimate: 190 contacts of kinds that nobody is invited from: c90 · ")
    assert said.index("c90") < said.index("c50") < said.index("c30")
    assert "c20" not in said
    assert "and 1 more kinds" in said
    assert say.kinds_never_asked([], EN, "en") == ""
    assert "190" in say.kinds_never_asked(kinds, ZH, "zh")


SENTENCES: dict[str, Callable[[Row, Any, str], str]] = {
    "manager": lambda one, word, language: manager(one, card(), word, language),
    "weeks": say.weeks_title,
    "overview": say.overview,
    "tipping": say.tipping_title,
    "worth": lambda one, word, _: say.set_worth(one, word),
    "family": lambda one, word, _: say.family(one, word),
    "rows": lambda one, word, language: str(say.tipping_rows(one, word, language)),
    "narrowing": lambda one, word, language: str(say.narrowing_rows(one, word, language)),
}


@pytest.mark.parametrize("name", SENTENCES)
@pytest.mark.parametrize(("language", "word"), LANGUAGES)
def test_no_sentence_keeps_a_placeholder_or_shows_a_missing_value(name: str, language: str, word: Any) -> None:
    for state in STATES:
        more: Mapping[str, Any]
        for more in ({}, {"target": 0.7, "tipping_silent": 0.7}, {"change": 0.01, "is_change_claimed": False,
                     "detectable": 0.05, "family": 7}, {"broken": "channel_mix"}, {"auc": None}):  # fmt: skip
            said = SENTENCES[name](row(state=state, **more), word, language)
            assert not re.search(r"[{}]|None|nan", said), said
