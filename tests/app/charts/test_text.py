"""Texts are broken where they may be, never cut, and nothing a customer named is read as markup."""

import re
from html import unescape

from hypothesis import given, settings
from hypothesis import strategies as st

from lodestar.app.charts.text import hover_texts, safe, width, with_value, wrapped

NAMES = st.text(st.sampled_from("abcXYZ <>&邮件电话渠道，·12"), max_size=60)


@settings(deadline=None)
@given(NAMES, st.integers(8, 30))
def test_wrapping_loses_no_letter_and_keeps_lines_short(name: str, letters: int) -> None:
    lines = [unescape(line) for line in wrapped(name, letters).split("<br>")]
    assert re.sub(" ", "", "".join(lines)) == re.sub(" ", "", name)
    for line in lines:
        assert sum(2 if ord(letter) > 0x2E00 else 1 for letter in line) <= letters + 1


def test_no_letter_is_left_alone_in_the_last_line() -> None:
    assert wrapped("转人工后首次响应时长") == "转人工后首次响应<br>时长"
    assert wrapped("refund › how to", 12) == "refund ›<br>how to"
    assert wrapped("Total customer waiting") == "Total customer<br>waiting"


def test_what_a_no_break_space_joins_stays_together() -> None:
    assert wrapped("网页聊天 · 5\u00a0级", 12) == "网页聊天 ·<br>5\u00a0级"
    assert wrapped("web chat · 5\u00a0levels", 12) == "web chat ·<br>5\u00a0levels"


def test_markup_of_ours_works_and_that_of_others_does_not() -> None:
    assert safe("<b>71 %</b> a<br>b <i>x</i> & <a href='x'>") == (
        "<b>71 %</b> a<br>b &lt;i&gt;x&lt;/i&gt; &amp; &lt;a href='x'&gt;"
    )


def test_a_value_is_never_torn_from_its_unit() -> None:
    assert with_value("Same ticket", "5.2 %") == "Same ticket 5.2 %"
    assert with_value("Marketplace messages", "6 h 36 min") == "Marketplace<br>messages<br>6 h 36 min"
    assert with_value("微信", "1 小时 29 分钟") == "微信<br>1 小时 29 分钟"
    assert with_value("", "71 %") == "71 %"


def test_width_is_that_of_the_longest_line_without_its_markup() -> None:
    assert width("邮件") == 24
    assert width("邮<br>邮件<br>件") == 24
    assert width('<span style="color:#4D72E1">邮</span>件') == 24
    assert width("<b>邮件</b>") > 24
    assert width("&lt;") == width("<")


def test_hover_without_sentences_is_empty() -> None:
    assert hover_texts([], 3) == ["", "", ""]
    assert hover_texts(["short"], 1) == ["short"]
    assert "<br>" in hover_texts(["a word " * 20], 1)[0]
