"""By hand: CSV messages to one typed Parquet file, no exact duplicates. Usage: import_messages.py FOLDER OUT."""

import sys

import duckdb

COLUMNS = """ticket_id, cast(cast(sent_at as timestamptz) as timestamp) as sent_at, cast(seq as bigint) as seq,
 author_type, author_id, cast(is_public as boolean) as is_public, body, intent,
 cast(bot_matched as boolean) as bot_matched, cast(useful_vote as bigint) as useful_vote"""

if __name__ == "__main__":
    folder, out = sys.argv[1:]
    connection = duckdb.connect(config={"threads": 2, "memory_limit": "3GB"})
    connection.execute("set timezone = 'UTC'")
    connection.execute("set preserve_insertion_order = false")
    connection.execute(
        f"""copy (select distinct {COLUMNS} from read_csv('{folder}/*.csv', delim = ',', quote = '"', escape = '"',
        header = true, all_varchar = true, max_line_size = 8000000)) to '{out}' (format parquet, compression zstd)"""
    )
