"""A view saved by one person is opened by another, with its page, its days and its filters, in the other's language."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from lodestar.app.words import words
from lodestar.datafolder import DataFolder
from lodestar.state.views import list_views
from tests.browser_ready import find_browser
from tests.support.mart import all_tables, publish
from tests.support.site import FLAGS, SLOW, serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.long]
NAME = "Night <b>desk</b> **2026**"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    return publish(tmp_path_factory.mktemp("views"), all_tables(rows=2_000)).data


@pytest.fixture(scope="module")
def site(data: DataFolder) -> Iterator[str]:
    with serving(data.root) as address:
        yield address


def opened(page: Page, address: str, language: str) -> None:
    page.set_default_timeout(SLOW)
    expect.set_options(timeout=SLOW)
    page.goto(address)
    page.get_by_role("button", name=words(language)("views.views"), exact=True).click()


def test_one_saves_and_another_opens(site: str, data: DataFolder) -> None:
    chromium = find_browser()
    if chromium is None:
        pytest.skip("this needs Chromium: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        ana, bo = browser.new_context().new_page(), browser.new_context().new_page()
        opened(ana, f"{site}/contacts?metric=csat&period=2026-01-05..2026-01-11&team=Night+desk&lang=en", "en")
        ana.get_by_label(words("en")("views.name")).fill(NAME)
        ana.get_by_role("button", name=words("en")("views.save"), exact=True).click()
        expect(ana.get_by_role("button", name=NAME, exact=True)).to_be_visible()
        assert [view.name for view in list_views(data)] == [NAME]

        opened(bo, f"{site}/?lang=zh", "zh")
        bo.get_by_role("button", name=NAME, exact=True).click()
        expect(bo.get_by_text(words("zh")("contacts.question"))).to_be_visible()
        for part in ("/contacts?", "metric=csat", "period=2026-01-05..2026-01-11", "team=Night", "lang=zh"):
            assert part in bo.url
        with bo.expect_download() as waiting:
            bo.get_by_role("link", name=words("zh")("export.csv"), exact=True).click()
        assert waiting.value.suggested_filename == "lodestar-csat-2026-01-05-2026-01-11.csv"
        browser.close()
