"""A manager's first minutes in a real Chromium: read, switch language, filter, go down to a conversation."""

import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Page, Route, expect, sync_playwright

from lodestar.app.words import words
from lodestar.checks.results import load_results
from lodestar.datafolder import DataFolder
from tests.browser_ready import find_browser
from tests.support.site import FLAGS, SLOW, serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def site(committed_sample: Path) -> Iterator[str]:
    with serving(committed_sample) as address:
        yield address


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


def heading(page: Page, name: str) -> None:
    """Wait until the page's question is seen."""
    expect(page.get_by_role("heading", name=name)).to_be_visible(timeout=SLOW)


def test_from_the_question_to_a_conversation(site: str, visit: tuple[Page, list[str]]) -> None:
    page, outside = visit
    word = words("en")
    page.goto(f"{site}/?period=13weeks")
    heading(page, word("overview.question"))
    card = page.locator(".st-key-card-escalation_rate")
    counted = card.locator(".ls-meta").first.inner_text()
    card.get_by_role("link", name=word("card.contacts")).click()
    heading(page, word("contacts.question"))
    assert "metric=escalation_rate" in page.url
    title = page.locator(".ls-answer").inner_text()
    assert title.split(" ")[0] in counted, (title, counted)
    table = page.get_by_test_id("stDataFrame").locator(".dvn-scroller").first
    expect(table).to_be_visible(timeout=SLOW)
    table.click(position={"x": 20, "y": 52})
    expect(page.locator(".tr").first).to_be_visible(timeout=SLOW)
    assert "id=" in page.url
    page.reload()
    expect(page.locator(".tr").first).to_be_visible(timeout=SLOW)
    assert outside == []


def test_a_filter_is_in_the_address_survives_a_reload_and_other_pages_and_goes_with_the_back_button(
    site: str, visit: tuple[Page, list[str]]
) -> None:
    page, outside = visit
    word = words("en")
    page.goto(f"{site}/?period=13weeks")
    heading(page, word("overview.question"))
    counted = page.locator(".st-key-card-escalation_rate .ls-value").first
    before = counted.inner_text()
    page.get_by_test_id("stPopoverButton").filter(has_text="Channel").click()
    page.get_by_role("combobox", name=word("filters.values")).click()
    page.get_by_role("option").filter(has_text=word("vocabulary.channel_web_chat")).click()
    expect(page.locator(".st-key-popover-chip-channel")).to_be_visible(timeout=SLOW)
    expect(page).to_have_url(re.compile("channel=web_chat"), timeout=SLOW)
    expect(counted).not_to_have_text(before, timeout=SLOW)
    filtered = counted.inner_text()
    page.reload()
    expect(counted).to_have_text(filtered, timeout=SLOW)
    page.get_by_role("link", name=word("nav.health")).click()
    heading(page, word("health.question"))
    assert "channel=web_chat" in page.url
    assert "period=13weeks" in page.url
    page.go_back()
    expect(counted).to_have_text(filtered, timeout=SLOW)
    page.go_back()
    expect(counted).to_have_text(before, timeout=SLOW)
    assert "channel" not in page.url
    assert outside == []


def test_a_link_opens_as_it_was_seen_in_chinese(site: str, visit: tuple[Page, list[str]]) -> None:
    page, outside = visit
    english, chinese = words("en"), words("zh")
    page.goto(f"{site}/?period=4weeks")
    heading(page, english("overview.question"))
    page.get_by_text("中文").click()
    heading(page, chinese("overview.question"))
    expect(page).to_have_url(re.compile("lang=zh"), timeout=SLOW)
    assert "period=4weeks" in page.url
    page.reload()
    heading(page, chinese("overview.question"))
    page.get_by_role("link", name=chinese("nav.silent")).click()
    heading(page, chinese("silent.question"))
    assert outside == []


def test_charts_follow_the_change_from_light_to_dark(site: str, visit: tuple[Page, list[str]]) -> None:
    page, _ = visit
    page.goto(f"{site}/?period=13weeks")
    tick = page.locator(".js-plotly-plot .xtick text").first
    expect(tick).to_be_visible(timeout=SLOW)
    expect(tick).to_have_css("fill", "rgb(100, 105, 112)")
    page.emulate_media(color_scheme="dark")
    expect(tick).to_have_css("fill", "rgb(150, 155, 163)", timeout=SLOW)


@pytest.mark.parametrize("name", ["", "satisfaction", "speed", "silent", "health", "definitions"])
def test_a_phone_shows_a_page_without_sideways_scrolling(site: str, visit: tuple[Page, list[str]], name: str) -> None:
    page, _ = visit
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/{name}?period=13weeks&lang=zh")
    expect(page.locator(".ls-question")).to_be_visible(timeout=SLOW)
    expect(page.locator(".ls-answer")).to_be_visible(timeout=SLOW)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_chosen_definition_is_in_the_address_and_goes_with_reload_and_back(
    site: str, visit: tuple[Page, list[str]]
) -> None:
    page, outside = visit
    page.goto(f"{site}/definitions")
    chosen = page.locator(".ls-def h2").first
    expect(chosen).to_have_text("CSAT (rated)", timeout=SLOW)
    page.get_by_role("button", name="Issue return rate (24 h)").click()
    expect(chosen).to_have_text("Issue return rate (24 h)")
    expect(page).to_have_url(re.compile("metric=reopen_rate"))
    page.reload()
    expect(chosen).to_have_text("Issue return rate (24 h)", timeout=SLOW)
    page.go_back()
    expect(chosen).to_have_text("CSAT (rated)", timeout=SLOW)
    assert outside == []


def test_the_rows_of_a_failed_check_come_down_as_they_were_counted(
    site: str, visit: tuple[Page, list[str]], committed_sample: Path, tmp_path: Path
) -> None:
    page, _ = visit
    failed = load_results(DataFolder(committed_sample)).failed[0]
    page.goto(f"{site}/health")
    check = page.locator(f".st-key-panel-check-{failed.check.id}")
    check.locator("summary").click()
    with page.expect_download() as download:
        check.get_by_role("button", name=words("en")("health.download")).click()
    download.value.save_as(tmp_path / "rows.csv")
    assert download.value.suggested_filename == f"{failed.check.id}.csv"
    assert len(pl.read_csv(tmp_path / "rows.csv")) == failed.count
