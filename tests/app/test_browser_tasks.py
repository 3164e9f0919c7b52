"""Five questions of a head of support, each answered in a few clicks, and by numbers that agree wherever they stand."""

import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from lodestar.app.words import Words, words
from lodestar.metrics.catalogue import load_catalogue
from tests.support.published import lodestar
from tests.support.shared import shared
from tests.support.site import SLOW, chromium, serving, settled, watched

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
LANGUAGES = ("en", "zh")
ASKED = {"en": "reopen rate", "zh": "重开率"}
LOGS = {
    "servicenow": ("data/servicenow/incident_event_log.zip", "--tz", "UTC"),
    "thunderbird": ("data/thunderbird/thunderbird_2023.zip", "data/thunderbird/thunderbird_2024.zip"),
}


@pytest.fixture(scope="module")
def sample(committed_sample: Path) -> Iterator[Page]:
    with serving(committed_sample) as site, chromium() as browser:
        page, _ = watched(browser.new_context(base_url=site, viewport={"width": 1440, "height": 1000}), site)
        yield page


@pytest.fixture(params=LOGS)
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Page]:
    """Return a page on a real log, imported and built as its documentation says."""
    files = [str(shared(part)) if "/" in part else part for part in LOGS[request.param]]
    for command in (("import", *files), ("build",)):
        done = lodestar(tmp_path, *command)
        assert done.returncode == 0, done.stderr
    with serving(tmp_path) as site, chromium() as browser:
        page, _ = watched(browser.new_context(base_url=site, viewport={"width": 1440, "height": 1000}), site)
        yield page


def go(page: Page, name: str, word: Words) -> None:
    """Follow the link to a page."""
    page.get_by_role("link", name=word(f"nav.{name}"), exact=True).click()
    expect(page.locator(".ls-question")).to_have_text(word(f"{name}.question"), timeout=SLOW)
    settled(page)


def answer(page: Page) -> str:
    return page.locator(".ls-answer").inner_text()


def read_one_and_come_back(page: Page) -> None:
    """Open the first conversation to read; on the way back every number is what it was."""
    before = answer(page), page.locator(".ls-value").all_inner_texts(), page.locator(".ls-meta").all_inner_texts()
    row = page.locator(".st-key-panel-read").get_by_test_id("stDataFrame").locator(".dvn-scroller").first
    row.scroll_into_view_if_needed()
    row.click(position={"x": 20, "y": 52})
    expect(page.locator(".tr, .ls-few").first).to_be_visible(timeout=SLOW)
    settled(page)
    assert "id=" in page.url
    page.go_back()
    expect(page.locator(".st-key-panel-read")).to_be_visible(timeout=SLOW)
    settled(page)
    after = answer(page), page.locator(".ls-value").all_inner_texts(), page.locator(".ls-meta").all_inner_texts()
    assert after == before


def take_the_rows(page: Page, metric: str, word: Words, folder: Path) -> None:
    """From a card to its contacts and their Excel file: one count everywhere."""
    card = page.locator(f".st-key-card-{metric}")
    figures = card.locator(".ls-card").inner_text()
    card.get_by_role("link", name=word("card.contacts")).click()
    expect(page.locator(".ls-question")).to_have_text(word("contacts.question"), timeout=SLOW)
    settled(page)
    (count,) = re.findall(r"[\d,]+", page.locator(".ls-answer strong").first.inner_text())
    assert count in re.findall(r"[\d,]+", figures), (count, figures)
    with page.expect_download(timeout=SLOW) as coming:
        page.get_by_role("link", name="Excel", exact=True).click()
    coming.value.save_as(folder / "rows.xlsx")
    rows = pl.read_excel(folder / "rows.xlsx")
    assert rows.select("source", "contact_id").n_unique() == int(count.replace(",", ""))


def look_up(page: Page, text: str, language: str, word: Words) -> None:
    """Find a definition under the name the trade gives it."""
    go(page, "definitions", word)
    page.get_by_role("textbox").first.fill(text)
    page.get_by_role("textbox").first.press("Enter")
    listed = page.locator("[class*=st-key-group-] button")
    found = load_catalogue().metric("reopen_rate").words(language)  # type: ignore[arg-type]
    expect(listed.first).to_have_text(found.label, timeout=SLOW)
    listed.first.click()
    expect(page.locator(".ls-def h2").first).to_have_text(found.label, timeout=SLOW)
    expect(page.locator(".ls-def .meaning")).to_have_text(found.definition)


@pytest.mark.parametrize("language", LANGUAGES)
def test_five_questions_on_the_sample(sample: Page, tmp_path: Path, language: str) -> None:
    page, word = sample, words(language)
    page.goto(f"/?period=13weeks&lang={language}")
    settled(page)
    shares = page.locator("[class*=st-key-card-csat] .ls-value").all_inner_texts()
    told = answer(page).replace(" ", "").replace("\u202f", "")
    assert shares
    assert all(share.split("\n")[0].replace(" ", "") in told for share in shares), (told, shares)
    read_one_and_come_back(page)
    go(page, "satisfaction", word)
    page.get_by_test_id("stButtonGroup").get_by_text(
        str(getattr(load_catalogue().dimensions["team"], language))
    ).click()
    expect(page.locator(".st-key-chart-satisfaction-team")).to_be_visible(timeout=SLOW)
    go(page, "overview", word)
    take_the_rows(page, "reopen_rate", word, tmp_path)
    look_up(page, ASKED[language], language, word)


@pytest.mark.shared
@pytest.mark.long
def test_five_questions_on_a_real_log_without_ratings(log: Page, tmp_path: Path) -> None:
    page, word = log, words("en")
    page.goto("/")
    settled(page)
    page.get_by_role("button", name=word("frame.few_look", days="").split(",")[-1].strip()).click()
    expect(page).to_have_url(re.compile("period="), timeout=SLOW)
    settled(page)
    assert answer(page).startswith("Nobody can say yet how satisfied customers are. No source has brought ratings")
    assert word("overview.known", what="").rstrip(".") in answer(page)
    read_one_and_come_back(page)
    go(page, "satisfaction", word)
    assert page.get_by_test_id("stButtonGroup").count() == 1, "only the choice of the language"
    go(page, "returns", word)
    expect(page.locator(".st-key-chart-returns-team")).to_be_visible()
    take_the_rows(page, "reopen_rate", word, tmp_path)
    look_up(page, ASKED["en"], "en", word)
