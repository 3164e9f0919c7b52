"""New numbers are published while two people browse: both go on, see them at their next click, and keep their view."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lodestar.app.words import words
from lodestar.datafolder import DataFolder
from lodestar.metrics.answer import ask
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Condition, Question, read_day
from tests.support.site import SLOW, chromium, serving, watched

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.long]
FIRST, LAST = "2026-09-07", "2026-11-08"
VISITS = {"en": "web_chat", "zh": "app_chat"}
HALF = Path(__file__).parent.parent / "support" / "publish_half.py"


@pytest.fixture
def data(committed_sample: Path, tmp_path: Path) -> Path:
    shutil.copytree(committed_sample, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def visitors(data: Path) -> Iterator[tuple[dict[str, Page], list[str]]]:
    """Open the overview for two people, each in an own language and with an own filter; note what breaks."""
    broken: list[str] = []
    with serving(data) as site, chromium() as browser:
        pages = {}
        for language, channel in VISITS.items():
            pages[language], _ = watched(browser.new_context(), site)
            pages[language].on("pageerror", lambda error: broken.append(str(error)))
            pages[language].goto(f"{site}/?period={FIRST}..{LAST}&channel={channel}&lang={language}")
        yield pages, broken


def counted(data: Path, channel: str) -> str:
    """Return how many contacts the numbers published now count on a channel, as a card writes it."""
    question = Question("volume", where=(Condition("channel", (channel,)),)).between(read_day(FIRST), read_day(LAST))  # type: ignore[arg-type]
    return f"{ask(Mart(DataFolder(data)), question).rows['value'][0]:,.0f}"


def stands(page: Page, language: str, name: str, number: str) -> None:
    """Hold a page to its number, its language, its filter and its days."""
    word = words(language)
    expect(page.get_by_role("heading", name=word(f"{name}.question"))).to_be_visible(timeout=SLOW)
    expect(page.locator(".st-key-card-volume .ls-value").first).to_have_text(number, timeout=SLOW)
    expect(page.locator(".st-key-popover-chip-channel")).to_be_visible(timeout=SLOW)
    assert f"channel={VISITS[language]}" in page.url
    assert f"period={FIRST}..{LAST}" in page.url
    assert ("lang=zh" in page.url) == (language == "zh")
    assert page.locator(".stException, .stAlert").count() == 0


def test_two_visitors_go_on_through_two_publications(data: Path, visitors: tuple[dict[str, Page], list[str]]) -> None:
    pages, broken = visitors
    before = {language: counted(data, channel) for language, channel in VISITS.items()}
    for language, page in pages.items():
        stands(page, language, "overview", before[language])
    for name in ("load", "overview"):
        subprocess.run([sys.executable, str(HALF), str(data)], check=True)
        after = {language: counted(data, channel) for language, channel in VISITS.items()}
        for language, page in pages.items():
            assert int(after[language]) < int(before[language])
            page.get_by_role("link", name=words(language)(f"nav.{name}"), exact=True).click()
            stands(page, language, name, after[language])
        before = after
    assert broken == []
