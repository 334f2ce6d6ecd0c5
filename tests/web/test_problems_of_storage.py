"""A database that cannot be used is a 503 that says when to come back; a wrong statement of ours stays a 500."""

import json
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from small_service import make_app
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.test import TestResponse

from leadmatch.kernel.database import open_engine
from leadmatch.kernel.errors import StorageUnavailableError
from leadmatch.kernel.storage import unavailability
from leadmatch.web.request_log import configure_log

PERSON = "unique-person@example.org"


def answer_of(error: Exception, path: str = "/api/v1/raise") -> TestResponse:
    def fail() -> str:
        raise error

    app: Flask = make_app()
    app.add_url_rule(path, "fail", fail)
    return app.test_client().get(path)


def failure_of(url: str, *statements: str) -> DBAPIError:
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement), {"who": PERSON} if ":who" in statement else {})
    except DBAPIError as error:
        return error
    finally:
        engine.dispose()
    raise AssertionError("nothing failed")


def of_server(error: type[psycopg.Error], wrapped: type[DBAPIError] = OperationalError) -> DBAPIError:
    return wrapped("INSERT", {}, error(f"it was {PERSON}"))


UNAVAILABLE: dict[str, Callable[[Path], SQLAlchemyError]] = {
    "SQLITE_FULL": lambda at: failure_of(f"sqlite:///{at}/x.db", "PRAGMA max_page_count = 1", "CREATE TABLE x (y)"),
    "SQLITE_READONLY": lambda at: failure_of(f"sqlite:///{at}/x.db", "PRAGMA query_only = 1", "CREATE TABLE x (y)"),
    "SQLITE_NOTADB": lambda at: failure_of(garbage(at), "SELECT 1"),
    "SQLITE_CANTOPEN": lambda at: failure_of(folder(at), "SELECT 1"),
    "40P01 DeadlockDetected": lambda _: of_server(psycopg.errors.DeadlockDetected),
    "40001 SerializationFailure": lambda _: of_server(psycopg.errors.SerializationFailure),
    "53100 DiskFull": lambda _: of_server(psycopg.errors.DiskFull),
    "53300 TooManyConnections": lambda _: of_server(psycopg.errors.TooManyConnections),
    "55P03 LockNotAvailable": lambda _: of_server(psycopg.errors.LockNotAvailable),
    "57P01 AdminShutdown": lambda _: of_server(psycopg.errors.AdminShutdown),
    "57014 QueryCanceled": lambda _: of_server(psycopg.errors.QueryCanceled),
    "58030 IoError": lambda _: of_server(psycopg.errors.IoError),
    "25006 ReadOnlySqlTransaction": lambda _: of_server(psycopg.errors.ReadOnlySqlTransaction),
    "OperationalError": lambda _: failure_of("postgresql+psycopg://x@127.0.0.1:1/x", "SELECT 1"),
    "InterfaceError": lambda _: of_server(psycopg.InterfaceError, InterfaceError),
    "no connection became free": lambda _: PoolTimeoutError(),
}


def garbage(at: Path) -> str:
    (at / "garbage.db").write_bytes(b"no database " * 1000)
    return f"sqlite:///{at}/garbage.db"


def folder(at: Path) -> str:
    (at / "folder.db").mkdir()
    return f"sqlite:///{at}/folder.db"


@pytest.mark.parametrize("reason", UNAVAILABLE)
def test_a_database_that_cannot_be_used_is_a_503_without_a_value(
    tmp_path: Path, reason: str, capsys: pytest.CaptureFixture[str]
):
    configure_log()
    answer = answer_of(UNAVAILABLE[reason](tmp_path))
    body = json.loads(answer.data)
    assert (answer.status_code, body["type"].rpartition("/")[2]) == (503, "storage-unavailable")
    assert int(answer.headers["Retry-After"]) > 0
    logged = capsys.readouterr().err
    (line,) = [each for each in map(json.loads, logged.splitlines()) if each["event"] == "storage-unavailable"]
    assert (line["reason"], line["request_id"]) == (reason, body["instance"])
    assert PERSON not in logged + answer.text


def test_a_locked_database_is_a_503(tmp_path: Path):
    engine = open_engine(f"sqlite:///{tmp_path}/x.db")

    def write(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE x (y)"))

    with engine.connect().execution_options(writes=True) as one, engine.connect() as other:
        write(one)
        other.exec_driver_sql("PRAGMA busy_timeout = 0")
        with pytest.raises(OperationalError) as caught:
            write(other)
    engine.dispose()
    assert unavailability(caught.value) == "SQLITE_BUSY"


WRONG = ("SELECT nothing FROM nowhere", "SELEC 1", "SELECT 1 FROM release WHERE counts = :who AND nothing = 1")
BREAKING = "INSERT INTO cap_counter (campaign_id, period, starts_on, taken) VALUES (:who, 'day', '', -1)"


@pytest.mark.parametrize("statement", [*WRONG, BREAKING])
def test_a_statement_that_is_wrong_or_breaks_a_rule_is_a_fault_of_ours(
    fresh_database_url: str, statement: str, capsys: pytest.CaptureFixture[str]
):
    configure_log()
    failure = failure_of(fresh_database_url, statement)
    assert unavailability(failure) is None
    assert answer_of(failure).status_code == 500
    assert '"request-failed"' in capsys.readouterr().err


def test_an_error_of_sqlalchemy_itself_is_a_fault_of_ours():
    assert unavailability(SQLAlchemyError("no such thing")) is None
    assert unavailability(DBAPIError("INSERT", {}, ValueError("not of a driver"))) is None


def test_a_wait_that_was_too_long_says_when_to_come_back():
    answer = answer_of(StorageUnavailableError("Others are being served."))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_on_a_page_it_is_a_page():
    answer = answer_of(StorageUnavailableError(), "/raise")
    assert (answer.status_code, answer.mimetype) == (503, "text/html")
    assert answer.headers["Retry-After"] == "5"
