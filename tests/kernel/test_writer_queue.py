"""Threads write to SQLite in the order in which they came, each waits for a bounded time, and none for itself."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from instances import wait_until
from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from leadmatch.kernel import writer_queue
from leadmatch.kernel.database import open_engine, transaction, writing
from leadmatch.kernel.errors import StorageUnavailableError
from leadmatch.kernel.writer_queue import NestedWriteError, WriterQueue, queue_of


@pytest.fixture
def file_engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path}/x.db")
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE note (writer INTEGER)"))
    yield engine
    engine.dispose()


def write(connection: Connection, writer: int) -> None:
    connection.execute(text("INSERT INTO note VALUES (:writer)"), {"writer": writer})


def waiting(queue: WriterQueue) -> int:
    return len(queue._line)


def run(*works: Callable[[], object]) -> list[threading.Thread]:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    return threads


def test_first_come_first_served():
    queue, served = WriterQueue(), []

    def take(number: int) -> None:
        with queue.turn():
            served.append(number)

    threads: list[threading.Thread] = []
    with queue.turn():
        for number in range(8):
            threads += run(lambda number=number: take(number))
            wait_until(lambda number=number: waiting(queue) == number + 1)
    for thread in threads:
        thread.join()
    assert served == [*range(8)]


def test_whoever_leaves_and_comes_again_stands_at_the_end():
    queue, served = WriterQueue(), []

    def once() -> None:
        with queue.turn():
            served.append("other")

    with queue.turn():
        (thread,) = run(once)
        wait_until(lambda: waiting(queue) == 1)
    with queue.turn():
        served.append("again")
    thread.join()
    assert served == ["other", "again"]


def test_one_who_waited_too_long_is_told_and_nobody_waits_for_them():
    queue, told = WriterQueue(), []

    def impatient() -> None:
        with pytest.raises(StorageUnavailableError), queue.turn(longest_wait_s=0.02):
            raise AssertionError("let in")
        told.append(True)

    with queue.turn():
        (thread,) = run(impatient)
        thread.join()
        assert waiting(queue) == 0
    assert told == [True]
    with queue.turn():
        pass


def test_behind_one_who_is_held_up_nobody_stands_in_line(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(writer_queue, "LONGEST_TURN_S", 0.6)
    queue, refused_s = WriterQueue(), []

    def wait() -> None:
        began = time.monotonic()
        with pytest.raises(StorageUnavailableError), queue.turn():
            raise AssertionError("let in")
        refused_s.append(time.monotonic() - began)

    with queue.turn():
        for thread in run(wait, wait):
            thread.join()
        (late,) = run(wait)
        late.join()
    assert refused_s[0] > 0.3
    assert max(refused_s) < 4
    assert refused_s[2] < 0.3


def test_in_a_long_line_that_moves_nobody_is_turned_away(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(writer_queue, "LONGEST_TURN_S", 0.5)
    queue, served = WriterQueue(), []

    def take() -> None:
        with queue.turn():
            time.sleep(0.06)
            served.append(True)

    for thread in run(*[take] * 10):
        thread.join()
    assert len(served) == 10


def test_one_who_gives_up_as_the_turn_comes_passes_it_on():
    """Race the end of the wait against the turn, often enough that both win."""
    queue, counts = WriterQueue(), {"in": 0, "out": 0}

    def impatient() -> None:
        try:
            with queue.turn(longest_wait_s=0.002):
                counts["in"] += 1
        except StorageUnavailableError:
            counts["out"] += 1

    for _ in range(60):
        with queue.turn():
            (thread,) = run(impatient)
            wait_until(lambda thread=thread: waiting(queue) == 1 or not thread.is_alive())
            time.sleep(0.0015)
        thread.join()
    assert counts["in"] + counts["out"] == 60
    with queue.turn(longest_wait_s=0):
        pass


def test_a_thread_that_would_wait_for_itself_is_told_at_once(file_engine: Engine):
    with writing(file_engine) as connection:
        write(connection, 1)
        with pytest.raises(NestedWriteError), writing(file_engine):
            raise AssertionError("two turns at once")
        with Session(file_engine) as session, pytest.raises(NestedWriteError), transaction(session):
            raise AssertionError("two turns at once")
        write(connection, 2)
    with file_engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM note")) == 2


@pytest.mark.parametrize("statement", ["SELECT nothing", "INSERT INTO note VALUES (1, 2)"])
def test_a_turn_ends_with_its_block_however_that_ends(file_engine: Engine, statement: str):
    with pytest.raises(Exception, match=r"note|nothing"), writing(file_engine) as connection:
        connection.execute(text(statement))
    with Session(file_engine) as session, pytest.raises(Exception, match=r"note|nothing"), transaction(session):
        session.execute(text(statement))
    with writing(file_engine) as connection:
        write(connection, 1)


def test_a_turn_ends_where_the_transaction_cannot_begin(file_engine: Engine):
    with ExitStack() as stack:
        other = stack.enter_context(file_engine.connect().execution_options(writes=True))
        other.begin()  # not by `writing`: as another process would
        with Session(file_engine) as session:
            session.execute(text("PRAGMA busy_timeout = 0"))
            session.commit()
            with pytest.raises(Exception, match="locked"), transaction(session):
                raise AssertionError("two writers at once")
    with writing(file_engine) as connection:
        write(connection, 1)


def test_both_ways_to_write_stand_in_one_line_and_nothing_is_lost(file_engine: Engine):
    def by_connection() -> None:
        for _ in range(25):
            with writing(file_engine) as connection:
                write(connection, connection.scalar(text("SELECT count(*) FROM note")) or 0)

    def by_session() -> None:
        with Session(file_engine) as session:
            for _ in range(25):
                with transaction(session):
                    write(session.connection(), session.scalar(text("SELECT count(*) FROM note")) or 0)

    for thread in run(by_connection, by_session, by_connection, by_session):
        thread.join()
    with file_engine.connect() as connection:
        assert connection.scalars(text("SELECT writer FROM note ORDER BY rowid")).all() == [*range(100)]


def test_a_database_has_one_line_by_whichever_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "x.db").touch()
    (tmp_path / "link.db").symlink_to("x.db")
    monkeypatch.chdir(tmp_path)
    names = (f"{tmp_path}/x.db", f"{tmp_path}/./x.db", "x.db", f"{tmp_path}/link.db")
    assert len({id(queue_of(name)) for name in names}) == 1
    assert queue_of(f"{tmp_path}/y.db") is not queue_of(names[0])


def test_two_databases_do_not_wait_for_each_other(tmp_path: Path, file_engine: Engine):
    other = open_engine(f"sqlite:///{tmp_path}/y.db")
    with writing(file_engine), writing(other) as connection:
        connection.execute(text("CREATE TABLE x (y)"))
    other.dispose()


def test_where_many_write_at_once_nobody_waits(empty_database_url: str):
    engine = open_engine(empty_database_url)
    with ExitStack() as stack:
        connection = stack.enter_context(writing(engine))
        if engine.dialect.name == "postgresql":
            connection = stack.enter_context(writing(engine))
        assert connection.scalar(text("SELECT 1")) == 1
    engine.dispose()


def test_a_child_process_stands_in_no_line_of_its_parent(tmp_path: Path):
    queue = queue_of(f"{tmp_path}/x.db")
    with queue.turn():
        child = os.fork()
        if child == 0:
            os._exit(0 if queue_of(f"{tmp_path}/x.db") is not queue else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
