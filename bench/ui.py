"""`python -m bench.ui`: how long a person waits for the dashboard, in the system's Chromium, as a Markdown table.

A time runs from the press of the button to the last change inside the page, charts drawn. Every filter clicked is one
that nobody asked for before, so nothing comes out of a cache.
"""

import argparse
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench.measure import machine
from bench.ui_data import bench_data
from bench.visitors import visit_together
from bench.widen import widen
from lodestar.app.words import words
from tests.browser_ready import find_browser
from tests.support.site import FLAGS, started

OUT = Path(__file__).parent / "out" / "ui"
RUNS = 12
WATCH = """
window.seen = {pressed: 0, changed: 0};
document.addEventListener('pointerdown', () => { seen.pressed = performance.now(); }, true);
document.addEventListener('DOMContentLoaded', () => new MutationObserver((changes) => {
  if (changes.some((one) => one.target.closest?.('[data-testid="stMain"]'))) seen.changed = performance.now();
}).observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true}));
"""
IS_STILL = """
() => document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === 'notRunning'
  && seen.changed > seen.pressed && performance.now() - seen.changed > 700
"""
SIX_CHARTS = "speed"
LIMITS = {"six": 450, "overview": 600, "switch": 500, "first": 3000, "drill": 400, "large": 800}


@dataclass(frozen=True)
class Waited:
    """Milliseconds from press to the last change on the page, one per run."""

    what: str
    taken: list[float]
    limit: int

    def line(self) -> str:
        """Return a row of the table: median, 95th percentile, most, and what was asked of the 95th."""
        ordered = sorted(self.taken)
        p95 = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
        shown = f"{statistics.median(ordered):.0f} | {p95:.0f} | {ordered[-1]:.0f} | {self.limit}"
        return f"| {self.what} | {len(ordered)} | {shown} | {'yes' if p95 <= self.limit else 'no'} |"


@contextmanager
def browsing(address: str) -> Iterator[tuple[Page, float]]:
    """Open the overview in a browser of its own; gives the page and the milliseconds until it stood still."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        page.set_default_timeout(120_000)
        page.add_init_script(WATCH)
        page.goto(address)
        yield page, _until_still(page)
        browser.close()


def _until_still(page: Page) -> float:
    """Wait until nothing changes any more; return the milliseconds since the last press, or since the page began."""
    page.wait_for_function(IS_STILL, timeout=120_000)
    return float(page.evaluate("() => seen.changed - seen.pressed"))


def filter_clicks(page: Page, address: str) -> list[float]:
    """Return what a click on a value of a filter costs, each value by itself and for the first time."""
    word = words("en")
    taken: list[float] = []
    for name in ("Team", "Channel"):
        place, values = 1, 2  # the first option chooses all
        while place < values and len(taken) < RUNS:
            page.goto(address)
            _until_still(page)
            page.get_by_test_id("stPopoverButton").filter(has_text=name).first.click()
            page.get_by_role("combobox", name=word("filters.values")).click()
            options = page.get_by_role("option")
            options.first.wait_for()
            values = options.count()
            options.nth(place).click()
            taken.append(_until_still(page))
            place += 1
    return taken


def page_switches(page: Page) -> list[float]:
    """Return what going to a page seen before costs."""
    word = words("en")
    taken = []
    pages = ("satisfaction", "returns", "bot", "overview")
    for seen_before in (False, True, True, True):
        for name in pages:
            page.get_by_role("link", name=word(f"nav.{name}"), exact=True).first.click()
            waited = _until_still(page)
            if seen_before:
                taken.append(waited)
    return taken[:RUNS]


def drills(page: Page, address: str) -> list[float]:
    """Return what opening a conversation from the list of contacts costs, another one each time."""
    taken = []
    for row in range(RUNS):
        page.goto(f"{address}/contacts?metric=reopen_rate")
        _until_still(page)
        table = page.get_by_test_id("stDataFrame").locator(".dvn-scroller").first
        table.click(position={"x": 20, "y": 52 + 35 * row})
        page.locator(".tr").first.wait_for()
        taken.append(_until_still(page))
    return taken


def bench_pages(data: Path, contacts: str) -> list[Waited]:
    """Return all that is measured with one person on one data folder."""
    first = []
    for _ in range(3):
        with started(data) as (address, _), browsing(address) as (_, waited):
            first.append(waited)
    with started(data) as (address, _), browsing(address) as (page, _):
        overview = filter_clicks(page, address)
        switches = page_switches(page)
        six = filter_clicks(page, f"{address}/{SIX_CHARTS}")
        opened = drills(page, address)
    return [
        Waited(f"first load after start, {contacts}", first, LIMITS["first"]),
        Waited(f"filter click on the overview, {contacts}", overview, LIMITS["overview"]),
        Waited(f"filter click on speed (six charts), {contacts}", six, LIMITS["six"]),
        Waited(f"going to a page seen before, {contacts}", switches, LIMITS["switch"]),
        Waited(f"opening a conversation, {contacts}", opened, LIMITS["drill"]),
    ]


def bench_large(data: Path, contacts: str) -> Waited:
    """Return what the overview costs in its default period, opened by one visitor after another after a new start."""
    taken = []
    for _ in range(RUNS):
        with started(data) as (address, _), browsing(address) as (page, _):
            page.get_by_role("link", name=words("en")("nav.definitions"), exact=True).first.click()
            _until_still(page)
            page.get_by_role("link", name=words("en")("nav.overview"), exact=True).first.click()
            taken.append(_until_still(page))
    return Waited(f"overview in its default period, {contacts}", taken, LIMITS["large"])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.ui", description=__doc__)
    parser.add_argument("--data", type=Path, help="a data folder with a published mart, in the place of 1M contacts")
    parser.add_argument("--minutes", type=float, default=30, help="how long 20 visitors stay (%(default)s)")
    parser.add_argument("--no-large", action="store_true", help="leave out ten times as many contacts")
    given = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    data, contacts = bench_data(given.data, OUT)
    print(f"Machine: {machine()}\n")
    print("| what | runs | median ms | p95 ms | most ms | asked of p95 | met |\n|---|---|---|---|---|---|---|")
    for waited in bench_pages(data, f"{contacts:,} contacts"):
        print(waited.line(), flush=True)
    if not given.no_large:
        widen(data, OUT / "widened")
        print(bench_large(OUT / "widened", f"{contacts * 10:,} contacts").line(), flush=True)
    with started(data) as (address, process):
        print(visit_together(address, process, given.minutes), flush=True)


if __name__ == "__main__":
    main()
