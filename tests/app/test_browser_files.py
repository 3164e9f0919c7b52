"""Who asks for a file is told that it is being made, and when it has come or cannot come."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from lodestar.app.words import words
from tests.support.site import SLOW, address_of, chromium, serving, settled, watched

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
NOTE_ALL = """() => {
  const said = document.querySelector(".ls-making"); window.told = [];
  new MutationObserver(() => window.told.push(said.textContent)).observe(said, { childList: true });
}"""


@pytest.fixture(scope="module")
def page(committed_sample: Path) -> Iterator[Page]:
    with serving(committed_sample) as site, chromium() as browser:
        opened, _ = watched(browser.new_context(), site)
        opened.goto(address_of(site, "contacts", "zh"))
        settled(opened)
        yield opened


def test_a_file_that_is_being_made_says_so_until_it_is_there(page: Page, tmp_path: Path) -> None:
    word = words("zh")
    page.evaluate(NOTE_ALL)
    with page.expect_download(timeout=SLOW) as coming:
        page.get_by_role("link", name="Excel", exact=True).click()
    made = word("export.made", file="Excel")
    expect(page.locator(".ls-making")).to_have_text(made, timeout=SLOW)
    assert page.evaluate("window.told") == [word("export.making", file="Excel"), made]
    coming.value.save_as(tmp_path / "rows.xlsx")
    assert pl.read_excel(tmp_path / "rows.xlsx").height > 0
    expect(page.get_by_role("link", name="Excel", exact=True)).not_to_have_attribute("aria-disabled", "true")
    assert "lodestar-made" not in page.evaluate("document.cookie")


def test_a_file_that_cannot_be_made_says_so(page: Page) -> None:
    link = page.get_by_role("link", name="CSV", exact=True)
    link.evaluate("a => { a.href = a.href.replace('metric=reopen_rate', 'metric=nobody') }")
    link.click()
    expect(page.locator(".ls-making")).to_have_text(words("zh")("export.failed", file="CSV"), timeout=SLOW)
