"""The generated pages say what the files say."""

import subprocess
import sys
from pathlib import Path

import pytest

from lodestar import docs
from lodestar.metrics.catalogue import load_catalogue

FOLDER = Path(__file__).parent.parent / "docs"


def test_generated_pages_are_current() -> None:
    # In a process of its own, as `make docs` writes them: click's help keeps traces of what ran before it.
    command = [sys.executable, "-m", "lodestar.docs", "--check"]
    done = subprocess.run(command, cwd=FOLDER.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_stale_page_is_found(tmp_path: Path) -> None:
    for name, text in docs.pages().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "cli.md").write_text("old", encoding="utf-8")
    (tmp_path / "columns.md").unlink()
    assert docs.stale(tmp_path) == ["columns.md", "cli.md"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_metric_and_its_words_are_on_the_page(language: str) -> None:
    catalogue = load_catalogue()
    page = docs.metrics_page(catalogue, language)  # type: ignore[arg-type]
    for metric in catalogue.metrics.values():
        assert f"`{metric.id}`" in page
        assert metric.words(language).definition in page  # type: ignore[arg-type]
