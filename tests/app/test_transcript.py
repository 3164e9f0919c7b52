"""Whatever a customer writes is shown as text: nothing of it becomes the page."""

import datetime as dt
from html.parser import HTMLParser

import pytest

from lodestar.app.components.transcript import SHOWN_LETTERS, Told, foot, transcript
from lodestar.app.components.vocabulary import plain, said
from lodestar.app.words import words
from lodestar.metrics.timeline import timeline
from tests.support.told import told

HOSTILE = [
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "# heading **bold** [link](javascript:alert(1)) `code` $x$ :smile:",
    "=cmd|'/C calc'!A0",
    "\u202emoc.live//:sptth\u202c and شكرا and עברית",
    "👩‍👩‍👧‍👦🏴‍☠️ 🇨🇳",
    "\x00\x07 null and bell",
    "&lt;b&gt; &amp; &#60;i&#62;",
    "{placeholder} {0} %s",
    "",
]
OURS = {"div", "i", "b", "u", "p", "span", "bdi", "details", "summary"}


class Reader(HTMLParser):
    """Collects the tags, attributes and text of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.depth = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1

    def handle_data(self, data: str) -> None:
        self.text += data


def speaking(language: str) -> Told:
    word = words(language)
    return Told(word, language, lambda at: at + dt.timedelta(hours=8), lambda name: word(f"contact.signal_{name}"))


def html(body: str, language: str = "en", author: str = "customer", **more: object) -> str:
    contact = told([(0, author, body)], **more)  # type: ignore[arg-type]
    return transcript(timeline(contact, is_masked=True, reply_target_seconds=300), speaking(language))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("author", ["customer", "human", "bot", "system", "note"])
@pytest.mark.parametrize("body", HOSTILE)
def test_hostile_text_is_text(body: str, author: str, language: str) -> None:
    signals = {"signals": [("negative_words", 0, 0)]} if author == "customer" else {}
    read = Reader(html(body, language, author, **signals))
    assert read.tags <= OURS
    assert read.attributes <= {"class", "dir"}
    assert read.depth == 0
    assert body.replace("\x00", "\ufffd") in read.text.replace("\x00", "\ufffd")


def test_names_tags_and_values_are_text_too() -> None:
    bad = "<img src=x onerror=alert(1)>\u202e"
    contact = told(
        [(0, "human", "hi")], events=[(1, "priority", "low", bad, "human"), (2, "category", None, bad, "human")]
    )
    contact.messages[0, "author_id"] = bad
    contact.legs[0, "team"] = bad
    read = Reader(transcript(timeline(contact, is_masked=True, reply_target_seconds=300), speaking("en")))
    assert read.tags <= OURS
    assert read.text.count("<img") == 4
    assert Reader(foot("Rated", bad)).tags == {"div", "b", "span", "bdi"}


def test_every_text_is_kept_apart_from_what_surrounds_it() -> None:
    shown = html("مرحبا 123")
    assert '<div class="tr-text" dir="auto">' in shown
    assert "<bdi>Customer</bdi>" in shown


@pytest.mark.parametrize(("length", "is_cut"), [(SHOWN_LETTERS, False), (SHOWN_LETTERS + 1, True), (100_000, True)])
def test_a_very_long_text_is_cut_with_a_word_and_all_of_it_is_there(length: int, is_cut: bool) -> None:
    shown = html("字" * length)
    assert ("<details>" in shown) is is_cut
    assert shown.count("字") == length
    if is_cut:
        assert f"{length - SHOWN_LETTERS:,} more characters" in shown


def test_the_sentence_that_fired_is_underlined_and_named_in_the_margin() -> None:
    shown = html("Hello. Where <b>is</b> it?", signals=[("long_wait", 5, 0)], turns=[(0, 2700.0, "answered")])
    assert '<u class="tr-fired bad">Where &lt;b&gt;is&lt;/b&gt; it?</u>' in shown
    assert "Long silence from us" in shown
    assert "answered after 45 min; the target is 5 min" in shown


def test_a_fired_sentence_beyond_the_cut_breaks_nothing() -> None:
    read = Reader(html("a" * 1999 + "b. Where is it?" + "c" * 50, signals=[("long_wait", 5, 0)]))
    assert read.depth == 0
    assert "Where is it?" in read.text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_signal_and_event_has_its_words(language: str) -> None:
    names = ("handed_over", "returned", "asked_human", "left_queue", "long_wait", "same_question", "negative_words",
             "no_thanks", "channel_change", "refund_after")  # fmt: skip
    contact = told(
        [(0, "customer", "hello there"), (1, "customer", "hello there")],
        legs=[(0, "bot"), (1, "human")],
        events=[(2, kind, "open", "closed", "customer") for kind in ("status", "queue_exit", "session_end", "complaint",
                "tool_push", "tool_use", "priority", "category")],
        signals=[(name, 3, 1 if name in {"long_wait", "same_question", "negative_words"} else None) for name in names],
        ends=9,
        later=60,
    )  # fmt: skip
    shown = transcript(timeline(contact, is_masked=True, reply_target_seconds=300), speaking(language))
    for name in names:
        assert words(language)(f"contact.signal_{name}") in shown


def test_our_vocabularies_are_said_in_words_and_a_site_s_own_stay() -> None:
    assert said("handled_by", "bot_then_human", words("zh"), "zh") == "先机器人，后人工"
    assert said("channel", "Phone", words("en"), "en") == "phone"
    assert said("channel", "carrier pigeon", words("en"), "en") == "carrier pigeon"
    assert said("team", "unknown", words("en"), "en") == "unknown"
    assert said("issue_2", "refund/not_received", words("en"), "en") == "refund › not received"
    assert said("team", None, words("zh"), "zh") == "未知"


def test_a_label_that_is_read_as_markdown_shows_it_as_text() -> None:
    assert plain("a*b* :red[x] [l](u) `c`\n# d") == r"a\*b\* \:red\[x\] \[l\]\(u\) \`c\` \# d"
