"""Does `lodestar check` tell a person what is wrong, in both languages, and stop what must be stopped?"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from lodestar.checks.results import Results, load_results, raw_is_current, results_file
from lodestar.checks.run import run_raw
from lodestar.cli import lodestar
from lodestar.datafolder import DataFolder
from lodestar.errors import NeedsAPersonError
from lodestar.intake.manifest import FILE_NAME
from lodestar.models.gather import open_inputs

SECRET_TEXT = "my card was charged twice"
MAIL = "ann.person@example.com"
TICKETS = f"""ticket_id,created_at,customer_id,status,subject,first_response_at,agent_id
t1,2026-11-20T08:00:00Z,{MAIL},open,{SECRET_TEXT},2026-11-20T07:00:00Z,=SUM(A1)
t2,2026-11-20T09:00:00Z,c2,open,,,a1
"""
MESSAGES = f"""message_id,ticket_id,sent_at,author_type,body
m1,t1,2026-11-20T08:00:00Z,customer,{SECRET_TEXT}
m2,gone,2026-11-20T08:05:00Z,human,hello {MAIL}
"""


def lodestar_says(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(lodestar, ["--data", str(folder), *words], catch_exceptions=True)


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    root = tmp_path_factory.mktemp("checks")
    (root / "tickets.csv").write_text(TICKETS)
    (root / "messages.csv").write_text(MESSAGES)
    data = root / "data"
    imported = lodestar_says(data, "import", str(root / "tickets.csv"), str(root / "messages.csv"))
    assert imported.exit_code == 0, imported.output
    return data, lodestar_says(data, "check", "--export", str(root / "rows.csv"))


def test_failures_say_what_where_and_what_to_do(checked: tuple[Path, Result]) -> None:
    _, said = checked
    assert said.exit_code == 0, said.output
    assert "warn  Tickets answered, solved, closed or due before they were created" in said.output
    assert "1 of 2 rows (50.00% in the worst source) · ticket_rows · tickets_negative_durations" in said.output
    assert "      Fix: Look whether" in said.output
    assert "      May I trust the pages? Yes for counts." in said.output


def test_the_report_speaks_chinese(checked: tuple[Path, Result]) -> None:
    data, _ = checked
    said = lodestar_says(data, "check", "--lang", "zh")
    assert said.exit_code == 0, said.output
    assert "警告  首次响应、解决、关闭或到期时间早于创建时间" in said.output
    assert "页面还能信吗？" in said.output
    assert "trust" not in said.output


def test_results_are_kept_with_counts_and_both_languages(checked: tuple[Path, Result]) -> None:
    data, _ = checked
    raw = load_results(DataFolder(data)).raw
    assert raw is not None
    found = {result.check.id: result for result in raw.results}
    orphan = found["messages_orphans"]
    assert (orphan.count, orphan.rows, orphan.share, orphan.state, orphan.stops) == (1, 2, 0.5, "failed", False)
    assert (orphan.check.en.title, orphan.check.zh.title) == ("Messages without their ticket", "消息找不到对应的工单")
    assert found["tickets_required"].state == "passed"
    assert found["ratings_orphans"].state == "no_data"


def test_nothing_a_check_writes_holds_a_customers_text_or_address(checked: tuple[Path, Result]) -> None:
    data, said = checked
    written = [path for path in (data / "checks").rglob("*") if path.is_file()]
    assert {path.suffix for path in written} >= {".html", ".json", ".parquet"}
    texts = [path.read_text(encoding="utf-8") for path in written if path.suffix in (".html", ".json")]
    texts += [str(pl.read_parquet(path).rows()) for path in written if path.suffix == ".parquet"]
    texts += [said.output, (data.parent / "rows.csv").read_text(encoding="utf-8-sig")]
    assert not [text for text in texts if SECRET_TEXT in text or MAIL in text]


def test_data_docs_open_without_a_network(checked: tuple[Path, Result]) -> None:
    data, _ = checked
    pages = list((data / "checks" / "data_docs" / "raw").rglob("*.html"))
    assert (data / "checks" / "data_docs" / "raw" / "index.html") in pages
    assert "1 of 2 rows offend" in "".join(page.read_text(encoding="utf-8") for page in pages)
    assert not [page for page in pages if "http" in page.read_text(encoding="utf-8")]


def test_the_export_names_file_line_and_check(checked: tuple[Path, Result]) -> None:
    data, _ = checked
    rows = pl.read_csv(data.parent / "rows.csv", infer_schema=False)
    orphan = rows.filter(pl.col("check") == "messages_orphans").row(0, named=True)
    assert (orphan["ticket_id"], orphan["file"], orphan["line"], orphan["source"]) == (
        "gone",
        "messages.csv",
        "3",
        "canonical",
    )
    assert "message_id=m2" in orphan["details"]


def test_an_export_of_unknown_form_is_refused_before_anything_runs(tmp_path: Path) -> None:
    said = lodestar_says(tmp_path, "check", "--export", str(tmp_path / "rows.docx"))
    assert "rows.docx is of no known form: name it .csv or .parquet" in str(said.exception)


def test_a_failed_stop_check_ends_with_exit_code_one(checked: tuple[Path, Result], tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(checked[0], data)
    (manifest,) = (data / "batches").glob(f"*/{FILE_NAME}")
    told = json.loads(manifest.read_text())
    told["files"][0]["rows_in"] += 1
    manifest.write_text(json.dumps(told))
    said = lodestar_says(data, "check", "--lang", "zh")
    assert isinstance(said.exception, NeedsAPersonError)
    assert said.exception.exit_code == 1
    assert "files_conserved" in str(said.exception)
    assert "停止  文件行数对不上" in said.output


def test_raw_checks_run_again_only_when_batches_settings_or_checks_changed(
    checked: tuple[Path, Result], tmp_path: Path
) -> None:
    shutil.copytree(checked[0], tmp_path / "data")
    folder = DataFolder(tmp_path / "data")
    before = load_results(folder).raw
    with open_inputs(folder) as connection:
        assert run_raw(folder, connection) == before
        folder.settings_file.write_text('report_zone = "Asia/Shanghai"\n')
        assert not raw_is_current(folder)
        after = run_raw(folder, connection)
    assert before is not None
    assert after.fingerprint != before.fingerprint
    assert after.ran_at > before.ran_at
    assert raw_is_current(folder)


def test_a_folder_that_takes_no_files_is_said_in_one_sentence(checked: tuple[Path, Result], tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(checked[0], data)
    shutil.rmtree(data / "checks")
    (data / "checks").write_text("a file where a folder should be")
    said = lodestar_says(data, "check")
    assert "The outcome of the checks cannot be written to" in str(said.exception)


def test_results_of_another_version_count_as_none(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.checks.mkdir()
    results_file(folder).write_text('{"raw": {"stage": "raw"}}')
    assert load_results(folder) == Results()


@pytest.mark.parametrize(
    "module", ["lodestar.cli", "lodestar.checks.commands", "lodestar.checks.results", "lodestar.checks.run",
               "lodestar.metrics.commands", "lodestar.models.build"],
)  # fmt: skip
def test_great_expectations_is_loaded_only_where_checks_run(module: str) -> None:
    code = f"import sys, {module}; sys.exit('great_expectations' in sys.modules or 'pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
