"""In a real Chromium no text of any chart is cut or written over another, wide or on a phone, in both languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from plotly.offline import get_plotlyjs

from lodestar.app.charts.theme import DARK, LIGHT
from tests.app.charts.every_figure import every_figure
from tests.browser_ready import find_browser

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FOUND = """() => [...document.querySelectorAll('.js-plotly-plot')].flatMap((chart, at) => {
  const edge = chart.getBoundingClientRect(), kind = chart.parentElement.parentElement.id;
  const texts = [...chart.querySelectorAll('svg text')].map(text => [text.textContent, text.getBoundingClientRect()])
    .filter(([text, box]) => box.width && text.trim());
  const cut = texts.filter(([, box]) => box.left < edge.left - 1 || box.right > edge.right + 1
    || box.top < edge.top - 1 || box.bottom > edge.bottom + 1).map(([text]) => kind + ' cuts: ' + text);
  const over = texts.flatMap(([text, a], one) => texts.slice(one + 1).filter(([, b]) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 6).map(([other]) => `${kind}: ${text} / ${other}`));
  return [...cut, ...over];
})"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = find_browser()
    if path is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


@pytest.mark.parametrize("wide", [600, 300])
@pytest.mark.parametrize(("theme", "language"), [(LIGHT, "en"), (DARK, "zh")], ids=["light-en", "dark-zh"])
def test_no_text_is_cut_or_covered(browser: Browser, tmp_path: Path, theme, language: str, wide: int) -> None:
    (tmp_path / "plotly.js").write_text(get_plotlyjs(), encoding="utf-8")
    charts = "".join(
        f'<div id="{kind}" style="width:{wide}px">'
        f"{figure.to_html(full_html=False, include_plotlyjs=False, config={'responsive': True})}</div>"
        for kind, figure in every_figure(theme, language).items()
    )
    page_file = tmp_path / "charts.html"
    page_file.write_text(f'<meta charset="utf-8"><script src="plotly.js"></script>{charts}', encoding="utf-8")
    page = browser.new_page(viewport={"width": wide + 40, "height": 900})
    page.set_default_timeout(120_000)
    page.goto(page_file.as_uri())
    page.wait_for_function(f"() => document.querySelectorAll('svg.main-svg').length >= {charts.count('<div id=')}")
    page.wait_for_timeout(500)
    assert page.evaluate(FOUND) == []
    page.close()
