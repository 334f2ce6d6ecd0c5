"""A catalogue as one flat, indexed, analysed table of a PostgreSQL database; loaded once, then reused."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg

from bench.columns import UNKNOWN, PlainColumns

_NULLABLE = ("title_iv", "accreditation", "cost_cents", "months", "graduates")
_PLAIN = ("field", "credential", "formats", "formats_unknown", "accreditors", "states", "school_rank", "name_rank")
_COLUMNS = ("id", "latitude", "longitude", "is_online", *_PLAIN, *_NULLABLE)
_TABLE = """
    CREATE TABLE program (
        id text NOT NULL, latitude float8, longitude float8, is_online bool NOT NULL,
        field int2 NOT NULL, credential int2 NOT NULL, formats int2 NOT NULL, formats_unknown int2 NOT NULL,
        accreditors int4 NOT NULL, states int4 NOT NULL, school_rank int4 NOT NULL, name_rank int4 NOT NULL,
        title_iv int2, accreditation int2, cost_cents int4, months int4, graduates int4
    )
"""
_INDEXES = (
    "CREATE INDEX program_box ON program (latitude, longitude)",
    "CREATE INDEX program_field ON program (field)",
    "CREATE INDEX program_credential ON program (credential)",
    "CREATE INDEX program_cost ON program (cost_cents)",
    "CREATE INDEX program_online ON program (field) WHERE is_online",
)


def database(address: str, columns: PlainColumns, name: str, *, postgis: bool, say: Callable[[str], None]) -> str:
    """Return the address of a database that holds these columns in the table ``program``.

    Rows stand in the order of the index on places (``CLUSTER``), which suits both kinds of query.

    Args:
        address: of the maintenance database.
        columns: what to load.
        name: of the database, ``<catalogue>_<key>``; one that stands is taken to hold the same columns, and those of
            the same catalogue with other keys are dropped.
        postgis: whether to add the column ``point`` with its GiST index.
        say: told what takes long.
    """
    own = address.replace("dbname=postgres", f"dbname={name}")
    with psycopg.connect(address, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone():
            return own
        say(f"loading {columns.size:,} rows into PostgreSQL (once)")
        earlier = "SELECT datname FROM pg_database WHERE datname LIKE %s"
        for (old,) in connection.execute(earlier, (f"{name.partition('_')[0]}%",)).fetchall():
            connection.execute(f"DROP DATABASE {old}".encode())
        draft = f"{name}_draft"
        connection.execute(f"CREATE DATABASE {draft}".encode())
        fill(address.replace("dbname=postgres", f"dbname={draft}"), columns, postgis=postgis)
        connection.execute(f"ALTER DATABASE {draft} RENAME TO {name}".encode())
    return own


def warm(connection: "psycopg.Connection[Any]") -> None:
    """Read the table and its indexes into PostgreSQL's own memory."""
    connection.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
    connection.execute("SELECT pg_prewarm(oid) FROM pg_class WHERE relname LIKE 'program%'")


def fill(address: str, columns: PlainColumns, *, postgis: bool) -> None:
    """Make the table of an empty database; see `database`."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(_TABLE)
        with connection.cursor().copy(f"COPY program ({', '.join(_COLUMNS)}) FROM STDIN".encode()) as copy:
            for row in _rows(columns):
                copy.write_row(row)
        for statement in _INDEXES:
            connection.execute(statement.encode())
        if postgis:
            connection.execute("CREATE EXTENSION postgis")
            connection.execute("ALTER TABLE program ADD COLUMN point geography(Point, 4326)")
            connection.execute("UPDATE program SET point = ST_MakePoint(longitude, latitude)::geography")
            connection.execute("CREATE INDEX program_point ON program USING gist (point)")
        connection.execute(f"CLUSTER program USING {'program_point' if postgis else 'program_box'}".encode())
        connection.execute("VACUUM (FULL, ANALYZE) program")


def _rows(columns: PlainColumns) -> Iterator[tuple[Any, ...]]:
    lists = [_values(columns, name) for name in _COLUMNS]
    return zip(*lists, strict=True)


def _values(columns: PlainColumns, name: str) -> list[Any]:
    values = columns[name].tolist()
    if name == "id":
        return [value.decode() for value in values]
    if name == "is_online":
        return [bool(value) for value in values]
    if name in ("latitude", "longitude"):
        return [None if value != value else value for value in values]  # noqa: PLR0124 NaN
    if name in _NULLABLE:
        return [None if value == UNKNOWN else value for value in values]
    return list(values)
