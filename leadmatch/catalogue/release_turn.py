"""Whose turn it is to change releases: one at a time, however many transactions that takes.

The turn is held outside of any transaction, by a lock that ends with the process that holds it: on SQLite a lock on a
file beside the database, on PostgreSQL an advisory lock of a connection of its own.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text

from leadmatch.catalogue.queries import AnySession
from leadmatch.catalogue.release_states import ReleaseStateError

LONGEST_WAIT_S = 600.0
_POLL_S = 0.05
# The name of the turn on a PostgreSQL database; any number that nobody else uses.
_ADVISORY_LOCK = 5_107_130_803


@contextmanager
def turn(session: AnySession, *, longest_wait_s: float = LONGEST_WAIT_S) -> Iterator[None]:
    """Run a block while nobody else changes releases.

    Raises:
        ReleaseStateError: somebody else has not come to an end in that time.
    """
    engine = session.get_bind().engine
    held = (
        _by_connection(engine, longest_wait_s)
        if engine.dialect.name == "postgresql"
        else _by_file(engine, longest_wait_s)
    )
    with held:
        yield


@contextmanager
def _by_file(engine: Engine, longest_wait_s: float) -> Iterator[None]:
    descriptor = os.open(f"{os.path.realpath(str(engine.url.database))}.turn", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _wait(lambda: _is_locked(descriptor), longest_wait_s)
        yield
    finally:
        os.close(descriptor)


def _is_locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _by_connection(engine: Engine, longest_wait_s: float) -> Iterator[None]:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        _wait(lambda: _is_held(connection), longest_wait_s)
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:name)"), {"name": _ADVISORY_LOCK})


def _is_held(connection: Connection) -> bool:
    return bool(connection.scalar(text("SELECT pg_try_advisory_lock(:name)"), {"name": _ADVISORY_LOCK}))


def _wait(is_ours: Callable[[], bool], longest_wait_s: float) -> None:
    ends_at = time.monotonic() + longest_wait_s
    while not is_ours():
        if time.monotonic() >= ends_at:
            raise ReleaseStateError("somebody else has been changing releases all this time; nothing was done")
        time.sleep(_POLL_S)
