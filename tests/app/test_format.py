"""Numbers are written as LOOK asks: few decimals, real minus signs, people's units."""

import datetime as dt
import re

import pytest

from lodestar.app import format as form
from lodestar.app.words import table, words


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (0, "0 s", "0 秒"),
        (59.4, "59 s", "59 秒"),
        (60, "1 min", "1 分钟"),
        (190, "3 min 10 s", "3 分钟 10 秒"),
        (605, "10 min", "10 分钟"),
        (3599.9, "60 min", "60 分钟"),
        (12_000, "3 h 20 min", "3 小时 20 分钟"),
        (111_600, "31 h", "31 小时"),
        (187_200, "2 d 4 h", "2 天 4 小时"),
    ],
)
def test_times(value: float, english: str, chinese: str) -> None:
    assert form.seconds(value, words("en")) == english
    assert form.seconds(value, words("zh")) == chinese


def test_shares_carry_no_decimals_under_a_thousand() -> None:
    assert form.share(0.7149, 999, "en") == "71 %"
    assert form.share(0.7149, 1000, "zh") == "71.5%"
    assert form.bounds(0.674, 0.746, 623) == "67–75"
    assert form.points(-0.0142, 5000) == "−1.4"
    assert form.points(-0.0001, 5000) == "0.0"


def test_days() -> None:
    first, last = dt.date(2026, 11, 9), dt.date(2026, 11, 15)
    assert form.span(first, last, "en") == "9–15 Nov 2026"
    assert form.span(first, last, "zh") == "2026年11月9日–15日"
    assert form.span(dt.date(2026, 10, 26), dt.date(2026, 11, 1), "en") == "26 Oct – 1 Nov 2026"
    assert form.span(dt.date(2025, 12, 29), dt.date(2026, 1, 4), "zh") == "2025年12月29日–2026年1月4日"
    assert form.span(first, first, "en") == "9 Nov 2026"


def test_both_languages_have_the_same_words_with_the_same_placeholders() -> None:
    english, chinese = table("en"), table("zh")
    assert {(s, k) for s in english for k in english[s]} == {(s, k) for s in chinese for k in chinese[s]}
    for section, entries in english.items():
        for key, text in entries.items():
            names = {part.split("}")[0] for part in text.split("{")[1:]}
            assert names == {part.split("}")[0] for part in chinese[section][key].split("{")[1:]}, f"{section}.{key}"


def test_chinese_punctuation_is_full_width() -> None:
    for section, entries in table("zh").items():
        for key, text in entries.items():
            bare = text.replace("`", "")
            for sign in ",;?!()":
                assert sign not in bare, f"{section}.{key} has {sign}"
            assert ": " not in bare, f"{section}.{key} has a half-width colon"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_table_that_sorts_its_times_writes_them_as_every_page_does(language: str) -> None:
    at = dt.datetime(2026, 11, 9, 7, 5)
    letters = {"YYYY": "2026", "MMM": "Nov", "HH": "07", "mm": "05", "M": "11", "D": "9"}
    written = re.sub("YYYY|MMM|HH|mm|M|D", lambda found: letters[found[0]], form.moment_pattern(language))
    assert written == form.moment(at, language)


def test_no_line_ends_between_a_figure_and_its_percent_sign() -> None:
    assert form.unbroken("9.0 % against 4.8 %") == "9.0\u00a0% against 4.8\u00a0%"
