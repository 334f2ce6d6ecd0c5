"""The rows of an inquiry written through the bare driver, one durable transaction each: what ours is held against.

The rows are those that the service wrote, with new keys; the tables have the service's columns and unique indexes, but
none of its triggers. Each writer is a thread with a connection of its own, as many as there are clients.
"""

import itertools
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from bench.statistics import percentiles_ms
from leadmatch.kernel.database import open_engine

TABLES = ("inquiry", "consent", "consent_evidence", "lead", "ledger_entry", "outbox_event", "idempotency_key")
_KEYS = {"inquiry": "receipt_index", "idempotency_key": "key_index"}
_NUMBERS = {("consent", "number"), ("consent_evidence", "consent_number"), ("lead", "number")}

Write = Callable[[int], None]


def copy_tables(url: str) -> dict[str, dict[str, Any]]:
    """Make empty tables ``bare_…`` beside the service's, and return one row of each."""
    engine = open_engine(url)
    rows: dict[str, dict[str, Any]] = {}
    with engine.connect().execution_options(writes=True) as connection:
        newest = text(
            "SELECT id, number, inquiry_id FROM lead WHERE campaign_id IS NOT NULL ORDER BY number DESC LIMIT 1"
        )
        lead = connection.execute(newest).one()
        of = {
            "inquiry": f"id = '{lead.inquiry_id}'",
            "consent": f"number = {lead.number}",
            "consent_evidence": f"consent_number = {lead.number}",
            "lead": f"id = '{lead.id}'",
            "ledger_entry": f"lead_id = '{lead.id}'",
            "outbox_event": f"lead_id = '{lead.id}'",
            "idempotency_key": "TRUE LIMIT 1",
        }
        for table in TABLES:
            found = connection.exec_driver_sql(f"SELECT * FROM {table} WHERE {of[table]}").mappings().one()
            rows[table] = dict(found)
            _copy_table(connection, table)
        connection.commit()
    engine.dispose()
    return rows


def _copy_table(connection: Connection, table: str) -> None:
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS bare_{table}")
    connection.exec_driver_sql(f"CREATE TABLE bare_{table} AS SELECT * FROM {table} WHERE FALSE")
    inspector = inspect(connection)
    indexes = [(one["column_names"], bool(one["unique"])) for one in inspector.get_indexes(table)]
    indexes.append((inspector.get_pk_constraint(table)["constrained_columns"], True))
    for number, (columns, unique) in enumerate(indexes):
        kind = "UNIQUE INDEX" if unique else "INDEX"
        names = ", ".join(f'"{column}"' for column in columns)
        connection.exec_driver_sql(f"CREATE {kind} bare_{table}_{number} ON bare_{table} ({names})")


def write_for(url: str, rows: dict[str, dict[str, Any]], *, writers: int, seconds: float) -> dict[str, Any]:
    """Write inquiries for some seconds; return how many were written in a second, and the latencies."""
    numbers = itertools.count(time.time_ns() % 10**15)
    counting = threading.Lock()
    taken: list[int] = []

    def work() -> None:
        engine = open_engine(url)
        mine: list[int] = []
        statements = _statements(engine.dialect.name, rows)
        with engine.connect() as connection:
            driver = connection.connection.dbapi_connection
            assert driver is not None  # noqa: S101  # the pool has just given it
            cursor = driver.cursor()
            while time.perf_counter() < deadline:
                with counting:
                    number = next(numbers)
                begun = time.perf_counter_ns()
                if engine.dialect.name == "sqlite":
                    cursor.execute("BEGIN IMMEDIATE")
                for statement, values in statements:
                    cursor.execute(statement, [value(number) for value in values])
                driver.commit() if engine.dialect.name != "sqlite" else cursor.execute("COMMIT")
                mine.append(time.perf_counter_ns() - begun)
        with counting:
            taken.extend(mine)
        engine.dispose()

    begun = time.perf_counter()
    deadline = begun + seconds
    threads = [threading.Thread(target=work) for _ in range(writers)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return {"per_s": len(taken) / (time.perf_counter() - begun), "ms": percentiles_ms(taken), "written": len(taken)}


def _statements(dialect: str, rows: dict[str, dict[str, Any]]) -> list[tuple[str, Sequence[Callable[[int], Any]]]]:
    mark = "?" if dialect == "sqlite" else "%s"
    made = []
    for table, row in rows.items():
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join([mark] * len(row))
        values = [_value(table, name, value, dialect) for name, value in row.items()]
        made.append((f"INSERT INTO bare_{table} ({names}) VALUES ({marks})", values))
    return made


def _value(table: str, name: str, value: Any, dialect: str) -> Callable[[int], Any]:  # noqa: ANN401  # any column's
    if (table, name) in _NUMBERS:
        return lambda number: number
    if _KEYS.get(table) == name:
        return lambda number: number.to_bytes(32, "big")
    if name in {"id", "lead_id", "inquiry_id"}:
        return lambda number: f"{value[:14]}{number}"
    if dialect != "sqlite" and isinstance(value, dict | list):
        from psycopg.types.json import Json  # noqa: PLC0415  # only where PostgreSQL is measured

        return lambda _number: Json(value)
    return lambda _number: value
