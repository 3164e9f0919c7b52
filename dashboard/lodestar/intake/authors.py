"""Who wrote this? Where a source names only a user: the ticket's customer, a known agent, or a known customer."""

from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from lodestar.schema import Table

if TYPE_CHECKING:
    from lodestar.intake.versions_sql import Batches

_AUTHORED = {"messages": ("author_type", "author_id"), "ticket_events": ("actor_type", "actor_id")}
CORRECTED = 1 << 38


def write_authors(con: duckdb.DuckDBPyConnection, table: Table, batches: "Batches", home: Path) -> list[str]:
    """Write rows whose author is another than the map could say, mark the originals, return the new part's name.

    Decided over all imports, so that answers may come before their questions; what a map calls customer, bot or system
    stays. `asker`: the ticket's own customer is
    the customer. `roles`: beside that, agents are human or bot as the agents table says, customers are customers.
    """
    if table.name not in _AUTHORED or "tickets" not in {n for one in batches.imports for n in one.tables}:
        return []
    rules = {one.source: one.authors for one in batches.imports if one.authors}
    if not rules:
        return []
    kind, who = _AUTHORED[table.name]
    sources = ", ".join(f"'{source}'" for source in sorted(rules))
    by_role = ", ".join(f"'{source}'" for source, rule in sorted(rules.items()) if rule == "roles") or "null"
    con.execute(
        f"""create or replace temp table askers as
        select ticket_key, any_value(customer_id) as customer_id from ({batches.current("tickets", "*")})
        where source in ({sources}) and customer_id is not null group by ticket_key"""
    )
    _people(con, batches, "agents", "agent_id", "case when kind = 'bot' then 'bot' else 'human' end")
    _people(con, batches, "customers", "customer_id", "'customer'")
    con.execute(
        f"""create or replace temp table corrected as
        select r._row_id as row_id,
               case when r.{kind} <> 'human' then r.{kind}
                    when a.customer_id = r.{who} then 'customer'
                    when r.source in ({by_role}) then coalesce(g.kind, c.kind, r.{kind})
                    else r.{kind} end as kind
        from ({batches.current(table.name, f"_row_id, source, ticket_key, {kind}, {who}")}) as r
        left join askers as a on a.ticket_key = r.ticket_key
        left join known_agents as g on g.source = r.source and g.person = r.{who}
        left join known_customers as c on c.source = r.source and c.person = r.{who}
        where r.source in ({sources}) and r.{who} is not null"""
    )
    changed = f"""select r.* replace (x.kind as {kind}, r._row_id + {CORRECTED} as _row_id)
        from ({batches.current(table.name, "*")}) as r
        join corrected as x on x.row_id = r._row_id
        where x.kind is distinct from r.{kind}"""
    path = home / f"{table.name}-authors.parquet"
    con.execute(f"copy ({changed}) to '{path}' (format parquet, compression zstd)")
    con.execute(f"insert into superseded_{table.name} select _row_id - {CORRECTED} from read_parquet('{path}')")
    batches.resolved.setdefault(table.name, []).append(path)
    return [path.name]


def _people(con: duckdb.DuckDBPyConnection, batches: "Batches", table: str, key: str, kind: str) -> None:
    """Fill known_<table>: who is one of them, in each source."""
    con.execute(f"create or replace temp table known_{table} (source varchar, person varchar, kind varchar)")
    if batches.parts(table):
        con.execute(
            f"""insert into known_{table} select source, {key}, any_value({kind})
            from ({batches.current(table, f"source, {key}, {'kind' if table == 'agents' else 'locale'}")})
            group by source, {key}"""
        )
