"""What Data health shows of imports and checks, against a folder in which one check fails."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from lodestar.checks.results import Results, load_results
from lodestar.checks.shown import check_rows, file_rows, import_rows, newer_imports, offending, passed_count
from lodestar.datafolder import DataFolder
from lodestar.intake.manifest import list_imports


@pytest.fixture(scope="module")
def folder(committed_sample: Path) -> DataFolder:
    return DataFolder(committed_sample)


@pytest.fixture(scope="module")
def results(folder: DataFolder) -> Results:
    return load_results(folder)


def test_imports_are_told_newest_first_and_their_rows_add_up(folder: DataFolder) -> None:
    rows = import_rows(list_imports(folder))
    assert rows["number"].to_list() == [3, 2, 1]
    assert rows["rows_in"].to_list() == (rows["stored"] + rows["duplicate"] + rows["rejected"]).to_list()
    for one in list_imports(folder):
        files = file_rows(one)
        assert files["rows_in"].sum() == rows.filter(rows["number"] == one.number)["rows_in"].item()


def test_every_check_is_listed_once_the_failed_ones_first(results: Results) -> None:
    rows = check_rows(results, "zh")
    assert rows.height == sum(len(stage.results) for stage in results.stages)
    assert rows["check"].n_unique() == rows.height
    order = [{"stop": 0, "warn": 1, "passed": 2, "no_data": 3}[state] for state in rows["state"]]
    assert order == sorted(order)
    assert passed_count(results) == rows["state"].to_list().count("passed")


def test_offending_rows_are_those_the_check_counted(folder: DataFolder, results: Results) -> None:
    assert results.failed
    for result in results.failed:
        rows = offending(folder, result.check.id)
        assert rows.height == result.count
        assert offending(folder, result.check.id, 1).height == 1
        if "source" in rows.columns:
            assert rows.columns[0] == "source"
    assert offending(folder, "no_such_check").is_empty()


def test_an_import_after_the_checks_is_newer(folder: DataFolder, results: Results) -> None:
    imports = list_imports(folder)
    assert newer_imports(imports, results) == []
    assert newer_imports(imports, Results()) == imports
    assert results.raw is not None
    late = imports[0].model_copy(update={"imported_at": results.raw.ran_at + timedelta(seconds=1)})
    assert newer_imports([late, imports[1]], results) == [late]
    assert isinstance(late.imported_at, datetime)
