"""Publish a next mart in which every second contact is gone, from a process of its own as a build would.

Called as: publish_half.py FOLDER
"""

import sys
from datetime import datetime
from pathlib import Path

import duckdb

from lodestar.datafolder import DataFolder
from lodestar.models.publish import NEXT, begin, current_mart, publish

EVERY_SECOND = "row_number() over (partition by channel order by contact_key) % 2 = 0"
KEPT = f"select contact_key from old.mart_contacts qualify {EVERY_SECOND}"

data = DataFolder(Path(sys.argv[1]))
with data.writing("a test"), duckdb.connect() as work:
    served = current_mart(data)
    assert served is not None
    begin(data, work)
    work.execute(f"attach '{served.file}' as old (read_only)")
    tables = work.execute("select table_name from duckdb_tables() where database_name = 'old'").fetchall()
    for (table,) in tables:
        columns = {row[0] for row in work.execute(f"describe old.{table}").fetchall()}
        half = f"where contact_key in ({KEPT})" if "contact_key" in columns else ""
        work.execute(f"create table {NEXT}.{table} as from old.{table} {half}")
    work.execute("detach old")
    publish(data, work, datetime(2026, 11, 20))
