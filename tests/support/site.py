"""The dashboard served as people serve it, and a real Chromium that notes every other host a page asks for."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

from tests.browser_ready import find_browser

SLOW = 120_000
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
PAGES = ("overview", "satisfaction", "speed", "load", "returns", "bot", "silent", "explore", "contacts", "contact",
         "health", "definitions")  # fmt: skip
CONTACT = "A001-4#1"
"""A contact of the committed sample that went from the bot to a human and came back."""
ADDRESS = {"contacts": "metric=reopen_rate", "contact": f"metric=reopen_rate&id={CONTACT.replace('#', '%23')}"}


@contextmanager
def started(data: Path) -> Iterator[tuple[str, int]]:
    """Serve a data folder and give the address and the server's process; stop the server afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "lodestar", "--data", str(data), "serve", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://localhost:{port}"
    try:
        for _ in range(1200):
            with suppress(urllib.error.URLError, OSError):
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=2).close()
                break
            time.sleep(0.1)
        yield address, server.pid
    finally:
        server.terminate()
        server.wait(timeout=30)


@contextmanager
def serving(data: Path) -> Iterator[str]:
    """Serve a data folder and give the address; stop the server afterwards."""
    with started(data) as (address, _):
        yield address


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium; skip the test where there is none."""
    path = find_browser()
    if path is None:
        pytest.skip("no Chromium here: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def watched(context: BrowserContext, site: str) -> tuple[Page, list[str]]:
    """Open a tab; return it with the list of addresses outside this machine that it asks for (none is let through)."""
    outside: list[str] = []

    def watch(route: Route) -> None:
        if route.request.url.startswith((site, "data:", "blob:")):
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    page = context.new_page()
    page.set_default_timeout(SLOW)
    page.route("**/*", watch)
    return page, outside


def address_of(site: str, name: str, language: str, **more: str) -> str:
    """Return where a page of the committed sample is looked at: thirteen weeks, in a language."""
    parts = [
        ADDRESS.get(name, ""),
        f"lang={language}",
        *(f"{k}={v}" for k, v in ({"period": "13weeks"} | more).items()),
    ]
    return f"{site}/{'' if name == 'overview' else name}?{'&'.join(filter(None, parts))}"


def settled(page: Page) -> None:
    """Wait until the page has run to its end and drawn what it shows."""
    expect(page.locator(".ls-answer, .stAlert").first).to_be_visible(timeout=SLOW)
    rest = "document.querySelector('.stApp')?.dataset.testScriptState === 'notRunning'"
    drawn = "![...document.querySelectorAll('[data-testid=stSkeleton]')].length"
    for _ in range(2):
        page.wait_for_function(f"{rest} && {drawn}", timeout=SLOW)
        page.wait_for_timeout(400)
