"""By hand: imported batches to three marts in one DuckDB file, by `build/*.sql` in order. Usage: build.py DATA OUT."""

import sys
from pathlib import Path

import duckdb

TABLES = {
    "messages": "messages",
    "tickets": "tickets",
    "events": "ticket_events",
    "ratings": "ratings",
    "activity": "agent_activity",
    "agents": "agents",
    "customers": "customers",
    "orders": "orders",
    "schedules": "schedules",
    "exceptions": "schedule_exceptions",
}

if __name__ == "__main__":
    data, out = map(Path, sys.argv[1:])
    stored = sum(path.stat().st_size for path in data.glob("batches/*/*.parquet"))
    limit = f"{min(6_000, max(3_000, stored * 11 // 10_000_000))}MB"  # as ours: by what is stored
    connection = duckdb.connect(str(out), config={"threads": 2, "memory_limit": limit})
    connection.execute("set timezone = 'UTC'")
    connection.execute("set preserve_insertion_order = false")
    for name, stored in TABLES.items():
        files = data / "batches" / "*" / f"{stored}-*.parquet"
        connection.execute(f"create temp view {name} as select * from read_parquet('{files}')")
    hits = data / "cache" / "words" / "*.parquet"
    connection.execute(f"create temp view words as select * from read_parquet('{hits}')")
    for file in sorted((Path(__file__).parent / "build").glob("*.sql")):
        for statement in file.read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                connection.execute(statement)
    connection.close()
