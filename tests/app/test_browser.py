"""A manager's first minutes in a real Chromium: read, switch language, filter, go down to a conversation."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect, sync_playwright

from lodestar.app.words import words
from tests.browser_ready import find_browser

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SLOW = 120_000
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="module")
def site(committed_sample: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "lodestar", "--data", str(committed_sample), "serve", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://localhost:{port}"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=2).close()
                break
            except (urllib.error.URLError, OSError):
                time.sleep(0.5)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.fixture
def visit(site: str) -> Iterator[tuple[Page, list[str]]]:
    """Return a page and the addresses outside this machine it asked for."""
    browser_path = find_browser()
    if browser_path is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    outside: list[str] = []

    def watch(route: Route) -> None:
        if not route.request.url.startswith((site, "data:", "blob:")):
            outside.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        page.set_default_timeout(SLOW)
        page.route("**/*", watch)
        yield page, outside
        browser.close()


def test_from_the_question_to_a_conversation(site: str, visit: tuple[Page, list[str]]) -> None:
    page, outside = visit
    word = words("en")
    page.goto(f"{site}/?period=13weeks")
    expect(page.get_by_role("heading", name=word("overview.question"))).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("heading", name=word("overview.load"))).to_be_visible(timeout=SLOW)
    card = page.locator(".st-key-panel-escalation_rate")
    counted = card.locator(".ls-meta").first.inner_text()
    card.get_by_role("link", name=word("overview.contacts_link")).click()
    expect(page.get_by_role("heading", name=word("contacts.question"))).to_be_visible(timeout=SLOW)
    assert "metric=escalation_rate" in page.url
    title = page.locator(".ls-answer").inner_text()
    assert title.split(" ")[0] in counted, (title, counted)
    table = page.get_by_test_id("stDataFrame").locator(".dvn-scroller").first
    expect(table).to_be_visible(timeout=SLOW)
    table.click(position={"x": 20, "y": 52})
    expect(page.locator(".ls-transcript")).to_be_visible(timeout=SLOW)
    assert "id=" in page.url
    page.reload()
    expect(page.locator(".ls-transcript")).to_be_visible(timeout=SLOW)
    assert outside == []


def test_a_link_opens_as_it_was_seen_in_chinese(site: str, visit: tuple[Page, list[str]]) -> None:
    page, outside = visit
    english, chinese = words("en"), words("zh")
    page.goto(f"{site}/?period=4weeks")
    expect(page.get_by_role("heading", name=english("overview.load"))).to_be_visible(timeout=SLOW)
    page.get_by_text("中文").click()
    expect(page.get_by_role("heading", name=chinese("overview.load"))).to_be_visible(timeout=SLOW)
    assert "lang=zh" in page.url
    assert "period=4weeks" in page.url
    page.reload()
    expect(page.get_by_role("heading", name=chinese("overview.load"))).to_be_visible(timeout=SLOW)
    period = page.get_by_role("combobox", name=chinese("filters.period"))
    expect(period).to_have_value(chinese("filters.latest_4_weeks"), timeout=SLOW)
    assert outside == []


def test_a_phone_shows_every_card_without_sideways_scrolling(site: str, visit: tuple[Page, list[str]]) -> None:
    page, _ = visit
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/?period=13weeks&lang=zh")
    expect(page.get_by_role("heading", name=words("zh")("overview.load"))).to_be_visible(timeout=SLOW)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
