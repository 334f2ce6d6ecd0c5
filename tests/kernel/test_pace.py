"""Long work leaves gaps, is patient with others who write, and searches for garbage in nobody's way."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from leadmatch.kernel.database import open_engine, writing
from leadmatch.kernel.pace import ATTEMPTS, LONGEST_GAP_S, Pace


class Time:
    """Seconds that pass only when they are told to."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.now += seconds


@pytest.fixture
def file_engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path}/x.db")
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE note (number INTEGER)"))
    yield engine
    engine.dispose()


@pytest.mark.parametrize(
    ("took_s", "meanwhile_s", "slept"),
    [
        (0.01, 0.0, [0.01]),
        (0.01, 0.004, [0.006]),
        (0.01, 0.01, []),
        (0.01, 1.0, []),
        (0.3, 0.0, [LONGEST_GAP_S]),
        (0.3, 0.02, [0.03]),
    ],
)
def test_others_get_as_much_time_as_the_work_took_up_to_a_limit(
    file_engine: Engine, took_s: float, meanwhile_s: float, slept: list[float]
):
    time = Time()
    pace = Pace(clock=time.clock, sleep=time.sleep)
    with Session(file_engine) as session:
        with pace.transaction(session):
            time.now += took_s
        assert time.slept == []
        time.now += meanwhile_s
        with pace.transaction(session):
            pass
    assert time.slept == pytest.approx(slept)


def test_each_block_is_a_transaction(file_engine: Engine):
    pace = Pace()
    with Session(file_engine) as session:
        with pace.transaction(session):
            session.execute(text("INSERT INTO note VALUES (1)"))
        with pytest.raises(RuntimeError), pace.transaction(session):
            fail_after(session)
    with file_engine.connect() as connection:
        assert connection.scalars(text("SELECT number FROM note")).all() == [1]


def fail_after(session: Session) -> None:
    session.execute(text("INSERT INTO note VALUES (2)"))
    raise RuntimeError


@pytest.mark.parametrize("is_busy_for_ever", [False, True])
def test_one_who_finds_the_database_busy_asks_again_but_not_for_ever(file_engine: Engine, *, is_busy_for_ever: bool):
    with file_engine.connect().execution_options(writes=True) as other, Session(file_engine) as session:
        session.execute(text("PRAGMA busy_timeout = 20"))
        session.commit()
        around = other.begin()  # as another process would
        begun = count_attempts(
            file_engine, lambda count: around.rollback() if count == 3 and not is_busy_for_ever else None
        )
        if is_busy_for_ever:
            with pytest.raises(OperationalError, match="locked"), Pace().transaction(session):
                raise AssertionError("let in")
        else:
            with Pace().transaction(session):
                session.execute(text("INSERT INTO note VALUES (1)"))
        assert len(begun) == (ATTEMPTS if is_busy_for_ever else 3)


def count_attempts(engine: Engine, then: Callable[[int], object]) -> list[str]:
    begun: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement == "BEGIN IMMEDIATE":
            begun.append(statement)
            then(len(begun))

    event.listen(engine, "before_cursor_execute", note)
    return begun


def test_another_failure_is_told_at_once(tmp_path: Path):
    (tmp_path / "x.db").write_bytes(b"no database " * 1000)
    engine = open_engine(f"sqlite:///{tmp_path}/x.db")
    with (
        Session(engine) as session,
        pytest.raises(Exception, match="not a database"),
        Pace().transaction(session),
    ):
        raise AssertionError("let in")
    engine.dispose()


def test_garbage_is_searched_for_after_the_transaction_only(file_engine: Engine):
    with Session(file_engine) as session:
        with Pace().transaction(session):
            assert not gc.isenabled()
        assert gc.isenabled()
        with pytest.raises(RuntimeError), Pace().transaction(session):
            fail_after(session)
        assert gc.isenabled()
        gc.disable()
        try:
            with Pace().transaction(session):
                pass
            assert not gc.isenabled()
        finally:
            gc.enable()
