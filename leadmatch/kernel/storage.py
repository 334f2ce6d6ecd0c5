"""Which failures of the database mean that it cannot be used now, and which are faults of ours."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pysqlite3
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from leadmatch.kernel.errors import StorageUnavailableError

# SQLite says so by the low byte of a result code: https://www.sqlite.org/rescode.html. A plain SQLITE_ERROR (1) is a
# statement of ours that is wrong, or a database that was not migrated.
_SQLITE_UNAVAILABLE = frozenset(
    {
        4,  # SQLITE_ABORT: the transaction was rolled back under the statement
        5,  # SQLITE_BUSY: another process holds the lock
        6,  # SQLITE_LOCKED: another connection of this process does
        7,  # SQLITE_NOMEM
        8,  # SQLITE_READONLY
        9,  # SQLITE_INTERRUPT
        10,  # SQLITE_IOERR
        11,  # SQLITE_CORRUPT
        13,  # SQLITE_FULL
        14,  # SQLITE_CANTOPEN
        15,  # SQLITE_PROTOCOL: locks of the WAL
        26,  # SQLITE_NOTADB
    }
)
# PostgreSQL says so by the class of a SQLSTATE, or by the whole of it:
# https://www.postgresql.org/docs/18/errcodes-appendix.html
_POSTGRESQL_CLASSES = ("08", "28", "3D", "40", "53", "55", "57", "58", "XX")
_POSTGRESQL_READ_ONLY = "25006"


def unavailability(error: SQLAlchemyError) -> str | None:
    """Return why the database cannot be used now, in words without any value of a statement; None: it can."""
    if isinstance(error, PoolTimeoutError):
        return "no connection became free"
    if not isinstance(error, DBAPIError) or isinstance(error, IntegrityError):
        return None
    cause = error.orig
    if isinstance(cause, pysqlite3.dbapi2.Error):
        return _of_sqlite(cause)
    if isinstance(cause, psycopg.Error):
        return _of_postgresql(cause)
    return None


@contextmanager
def unavailability_told() -> Iterator[None]:
    """Raise `StorageUnavailableError` in place of a failure that means that the database cannot be used now."""
    try:
        yield
    except SQLAlchemyError as error:
        why = unavailability(error)
        if why is None:
            raise
        raise StorageUnavailableError(why) from error


def _of_sqlite(cause: Exception) -> str | None:
    code = getattr(cause, "sqlite_errorcode", None)
    if code is None or code & 0xFF not in _SQLITE_UNAVAILABLE:
        return None
    return str(getattr(cause, "sqlite_errorname", code))


def _of_postgresql(cause: psycopg.Error) -> str | None:
    state = cause.sqlstate
    if state is None:  # no answer of the server at all: it is gone, or cannot be reached
        is_gone = isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError)
        return type(cause).__name__ if is_gone else None
    if state.startswith(_POSTGRESQL_CLASSES) or state == _POSTGRESQL_READ_ONLY:
        return f"{state} {type(cause).__name__}"
    return None
