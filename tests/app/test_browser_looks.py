"""Every page as people see it: axe finds nothing serious, nothing is cut off, and each look is kept as a picture."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.support.site import PAGES, address_of, chromium, serving, settled, watched

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
OUT = Path(__file__).parent.parent / "out" / "screens"
WIDE, PHONE = 1440, 390
HEIGHTS = {WIDE: 1000, PHONE: 844}
TALLEST = 8000
GRAVE = {"serious", "critical"}
FRAMEWORK: dict[str, str] = {}
"""What only Streamlit's own elements break: a rule, and what the element's HTML holds. Nothing needs it now."""


class Look(NamedTuple):
    """One way to look at a page."""

    language: str
    theme: Literal["light", "dark"]
    width: int


LOOKS = [
    Look("en", "light", WIDE), Look("en", "dark", WIDE), Look("zh", "light", WIDE), Look("zh", "dark", WIDE),
    Look("zh", "light", PHONE),
]  # fmt: skip
FIRST = LOOKS[0]


@pytest.fixture(scope="module")
def site(committed_sample: Path) -> Iterator[str]:
    with serving(committed_sample) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.mark.parametrize("name", ["overview", "contact", "definitions"])
def test_a_page_can_be_read_by_everybody(site: str, browser: Browser, name: str) -> None:
    page, outside = opened(site, browser, name, FIRST)
    hold(page, outside, FIRST)


@pytest.mark.long
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(map(str, look)))
@pytest.mark.parametrize("name", PAGES)
def test_every_look_of_a_page_is_kept_and_has_nothing_grave(site: str, browser: Browser, name: str, look: Look) -> None:
    page, outside = opened(site, browser, name, look)
    keep(page, name, look)
    hold(page, outside, look)


@pytest.mark.long
def test_a_pale_word_and_a_picture_without_words_are_found_out(site: str, browser: Browser) -> None:
    page, _ = opened(site, browser, "contact", FIRST)
    page.evaluate("document.querySelector('.ls-answer').style.color = '#ddd'")
    page.evaluate("document.querySelector('.ls-answer').insertAdjacentHTML('afterend', '<img src=\"data:,\">')")
    assert {rule for rule, _ in grave(page)} == {"color-contrast", "image-alt"}
    page.context.close()


def opened(site: str, browser: Browser, name: str, look: Look) -> tuple[Page, list[str]]:
    """Open a page in a window of its own; return it with the list of what it asks other hosts for."""
    size = {"width": look.width, "height": HEIGHTS[look.width]}
    page, outside = watched(browser.new_context(viewport=size, color_scheme=look.theme), site)  # type: ignore[arg-type]
    page.goto(address_of(site, name, look.language))
    settled(page)
    return page, outside


def keep(page: Page, name: str, look: Look) -> None:
    """Save the whole page as a picture; only its middle scrolls, so the window is made as high as that is."""
    high = page.get_by_test_id("stMain").evaluate("e => e.scrollHeight")
    page.set_viewport_size({"width": look.width, "height": min(high + 20, TALLEST)})
    settled(page)
    OUT.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=OUT / f"{name}-{look.language}-{look.theme}-{look.width}.png")


def hold(page: Page, outside: list[str], look: Look) -> None:
    """Hold a page to what every look of it must keep, then close it."""
    assert page.locator("h1").count() == 1
    assert page.locator(".stException").count() == 0
    for box in ("html", "[data-testid=stMain]"):
        assert page.locator(box).evaluate("e => e.scrollWidth") <= look.width
    assert grave(page) == []
    assert outside == []
    page.context.close()


def grave(page: Page) -> list[tuple[str, str]]:
    """Return what axe calls serious or critical: the rule, and the elements that break it."""
    found = []
    for one in Axe().run(page).response["violations"]:
        allowed = FRAMEWORK.get(one["id"])
        ours = [
            (node["target"], node["html"][:200]) for node in one["nodes"] if not (allowed and allowed in node["html"])
        ]
        if one["impact"] in GRAVE and ours:
            found.append((one["id"], str(ours)))
    return found
