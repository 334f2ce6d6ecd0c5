"""Where the databases of tests come from: files of SQLite, and a server of PostgreSQL that is started for them."""

import itertools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, LiteralString, Protocol, cast

import psycopg
from psycopg import sql

from leadmatch.kernel.migrations import upgrade

_DRIVER = "postgresql+psycopg"
_SHAPE: LiteralString = """
SELECT
    (SELECT md5(string_agg(
        concat(c.relname, a.attname, a.atttypid, a.attnotnull, a.attisdropped), ',' ORDER BY c.relname, a.attnum))
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = 'public'::regnamespace),
    (SELECT md5(string_agg(
        concat(tgname, tgrelid::regclass, tgenabled, tgfoid::regproc), ',' ORDER BY tgrelid::regclass::text, tgname))
     FROM pg_trigger WHERE NOT tgisinternal),
    (SELECT bool_and(tgenabled = 'O') FROM pg_trigger WHERE tgisinternal),
    (SELECT md5(string_agg(
        concat(conname, conrelid::regclass, convalidated), ',' ORDER BY conrelid::regclass::text, conname))
     FROM pg_constraint WHERE connamespace = 'public'::regnamespace),
    (SELECT md5(string_agg(prosrc, ',' ORDER BY proname)) FROM pg_proc WHERE pronamespace = 'public'::regnamespace)
"""


class Databases(Protocol):
    """Databases of one kind."""

    def empty(self) -> str:
        """Return the address of a database that was never migrated."""

    def migrated(self) -> str:
        """Return the address of a migrated database without a row."""

    @contextmanager
    def lent(self) -> Iterator[str]:
        """Give the same for as long as one test lasts; nobody may be connected to it afterwards."""


class SqliteFiles:
    """Databases that are files in one folder."""

    def __init__(self, folder: Path) -> None:
        """Keep the folder; make nothing yet."""
        self._folder = folder
        self._numbers = itertools.count(1)
        self._migrated: Path | None = None

    def empty(self) -> str:
        """Return the address of a database that was never migrated."""
        return f"sqlite:///{self._next_file()}"

    def migrated(self) -> str:
        """Return the address of a migrated database without a row."""
        if self._migrated is None:
            template = self._next_file()
            upgrade(f"sqlite:///{template}")
            self._migrated = template
        return f"sqlite:///{shutil.copy(self._migrated, self._next_file())}"

    @contextmanager
    def lent(self) -> Iterator[str]:
        """Give a migrated database; a copied file costs nothing, so each test has its own."""
        yield self.migrated()

    def _next_file(self) -> Path:
        return self._folder / f"{next(self._numbers)}.db"


class PostgresqlServer:
    """Databases of a server that listens on a unix socket.

    To make a database takes a quarter of a second, to empty one a tenth of that; so what was lent is lent again, unless
    the test has changed its shape.
    """

    def __init__(self, address: str) -> None:
        """Keep the address of its maintenance database; forgo durability, which no test takes away."""
        self._address = address
        self._numbers = itertools.count(1)
        self._migrated: str | None = None
        self._shape: tuple[Any, ...] = ()
        self._free: list[str] = []
        for statement in ("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"):
            self._execute(statement)

    def empty(self) -> str:
        """Return the address of a database that was never migrated."""
        return self._driven(self._make("template0"))

    def migrated(self) -> str:
        """Return the address of a migrated database without a row."""
        return self._driven(self._migrated_one())

    def _migrated_one(self) -> str:
        if self._migrated is None:
            template = self._make("template0")
            upgrade(self._driven(template))
            with psycopg.connect(self._address_of(template)) as connection:
                self._shape = _shape(connection)
            self._migrated = template
        return self._make(self._migrated)

    @contextmanager
    def lent(self) -> Iterator[str]:
        """Give a migrated database that may have been another test's before."""
        name = self._free.pop() if self._free else self._migrated_one()
        yield self._driven(name)
        with psycopg.connect(self._address_of(name)) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            is_as_it_was = _shape(connection) == self._shape
            if is_as_it_was:
                _empty(connection)
        if is_as_it_was:
            self._free.append(name)
        else:
            self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _make(self, template: str) -> str:
        name = f"test_{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def _address_of(self, name: str) -> str:
        return self._address.replace("/postgres?", f"/{name}?")

    def _driven(self, name: str) -> str:
        return self._address_of(name).replace("postgresql:", f"{_DRIVER}:")

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute(statement.encode())


def _shape(connection: psycopg.Connection) -> tuple[Any, ...]:
    """Return what tells whether tables, triggers, constraints and functions are as the migrations left them."""
    return cast("tuple[Any, ...]", connection.execute(_SHAPE).fetchone())


def _empty(connection: psycopg.Connection) -> None:
    """Take every row out, also of tables that nothing may be taken out of."""
    connection.execute("SET session_replication_role = replica")  # no trigger runs
    tables = [name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    asked = sql.SQL(" UNION ALL ").join(
        sql.SQL("(SELECT {} FROM {} LIMIT 1)").format(sql.Literal(name), sql.Identifier(name))
        for name in tables
        if name != "alembic_version"
    )
    for (name,) in connection.execute(asked).fetchall():
        connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
    connection.execute(
        "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false) FROM pg_sequences"
        " WHERE last_value IS NOT NULL"
    )
