"""How answers are kept: as rows of the canonical table follow_ups, stored by intake."""

import polars as pl

from lodestar.datafolder import DataFolder
from lodestar.intake.mapping import SourceMap
from lodestar.intake.versions import newest_rows
from lodestar.schema import TABLES

LIST = "follow_up_list"
"""What a filled list is called among imported files; the check of rejected rows knows it by that."""
_FIELDS = tuple(name for name in TABLES["follow_ups"].column_names if name != "note")
COLUMNS = (*_FIELDS, "is_asked", "refused")
"""The columns of what intake is handed: an answer, whether there is one, and why a row is not to be stored."""

ANSWERS_MAP = SourceMap.model_validate({
    "system": LIST,
    "title": "A filled list of `lodestar follow-up draw`",
    "files": {LIST: {"headers": [["is_asked", "refused"]]}},
    "tables": [{
        "table": "follow_ups",
        "from": LIST,
        "where": [{"column": "is_asked", "in": ["yes"]}],
        "refused": "refused",
        "fields": {name: name for name in _FIELDS},
    }],
})  # fmt: skip


def stored_answers(data: DataFolder) -> pl.DataFrame:
    """Return the newest version of every answer imported, built or not: the columns of follow_ups and `source`."""
    return newest_rows(data, "follow_ups")
