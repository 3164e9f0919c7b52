"""Does every case folder come out as written down beside it?"""

from pathlib import Path

import pytest

from tests.support.cases import case_folders, case_name, check_case


@pytest.mark.parametrize("folder", case_folders(), ids=case_name)
def test_a_case_comes_out_as_expected(folder: Path) -> None:
    check_case(folder)
