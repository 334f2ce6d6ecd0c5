"""The one database: engine, SQLite pragmas, the transaction helper, the column of moments, the base of all models."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pysqlite3
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, TypeDecorator, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, Session, scoped_session
from sqlalchemy.pool import ConnectionPoolEntry

from leadmatch.kernel.writer_queue import queue_of

# Python's own sqlite3 can be one of the versions that corrupt a WAL database (fixed in SQLite 3.51.3);
# the wheel carries a later one. The pragmas and their reasons: docs/decisions/0003-database.md.
_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA busy_timeout = 5000",
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",
    "PRAGMA trusted_schema = OFF",
)


_UNTIL_COMMITTED = "leadmatch.until_committed"


class Base(DeclarativeBase):
    """The root of every model; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in, aware UTC out, on both databases.

    PostgreSQL keeps it as ``timestamp with time zone``; SQLite, which has no such type, as the text of the UTC moment.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into UTC.

        Raises:
            ValueError: the moment is naive, so nobody knows when it was.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no time zone")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the stored moment, aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


def engine_options(database_url: str) -> dict[str, Any]:
    """Return the options that `create_engine` needs for this address; errors never tell the values of a statement."""
    if make_url(database_url).get_backend_name() == "sqlite":
        return {"module": pysqlite3.dbapi2, "hide_parameters": True}
    return {"pool_pre_ping": True, "hide_parameters": True}


def open_engine(database_url: str) -> Engine:
    """Return an engine for this address, outside of Flask: the command line, migrations, tests.

    The folder of a SQLite file is made where it is missing.
    """
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and url.database not in {None, "", ":memory:"}:
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    return create_engine(url, **engine_options(database_url))


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    if not isinstance(connection, pysqlite3.dbapi2.Connection):
        return
    connection.isolation_level = None  # we say BEGIN ourselves, below
    cursor = connection.cursor()
    for pragma in _SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        # A writer that starts deferred can fail to upgrade its lock; one that starts immediate waits its turn.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _turn(engine: Engine) -> AbstractContextManager[None]:
    """Return the wait for this thread's turn to write; there is none where the database lets many write at once."""
    if engine.dialect.name != "sqlite" or engine.url.database in {None, "", ":memory:"}:
        return nullcontext()
    return queue_of(str(engine.url.database)).turn()


@contextmanager
def transaction(session: Session | scoped_session[Session]) -> Iterator[None]:
    """Run a block that writes as one transaction: committed when it ends well, else rolled back and raised.

    Anything the session had read before is let go first, so that the block sees the present state. Such blocks do not
    nest.

    Raises:
        StorageUnavailableError: too many others of this process are waiting to write.
    """
    session.rollback()
    with _turn(session.get_bind().engine):
        session.connection(execution_options={"writes": True})
        try:
            yield
            session.commit()
        except BaseException:
            session.rollback()
            raise


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Run a block as one transaction that writes, on a connection of its own: committed when it ends well.

    Such blocks do not nest.

    Raises:
        StorageUnavailableError: too many others of this process are waiting to write.
    """
    with (
        _turn(engine),
        engine.connect().execution_options(writes=True) as connection,
        ExitStack() as connection.info[_UNTIL_COMMITTED],
        connection.begin(),
    ):
        yield connection


def until_committed(connection: Connection) -> ExitStack:
    """Return what is left as soon as the transaction of `writing` has ended."""
    stack: ExitStack = connection.info[_UNTIL_COMMITTED]
    return stack


def overwrite_what_goes(connection: Connection) -> None:
    """Have SQLite write zeros over what this connection removes or replaces, so that it is gone from the file too.

    PostgreSQL gives such space to other rows when it vacuums the table.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
