"""The database keeps moments aware, and a transaction commits whole or not at all."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from factories import SOURCES, make_program
from sqlalchemy import Engine, func, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError
from sqlalchemy.orm import Session

from leadmatch.catalogue.models import Release
from leadmatch.catalogue.queries import releases
from leadmatch.catalogue.staging import stage_release
from leadmatch.kernel.database import open_engine, transaction

MOMENT = datetime(2026, 11, 1, 1, 30, 0, 123456, tzinfo=UTC)


def write_release(session: Session, number: int, created_at: datetime) -> None:
    session.execute(
        insert(Release).values(
            id=f"rel_{number}",
            number=number,
            state="discarded",
            created_at=created_at,
            content_sha256="",
            origin="a test",
            counts={},
        )
    )


def write_release_twice(session: Session) -> None:
    write_release(session, 1, MOMENT)
    write_release(session, 1, MOMENT)


@pytest.mark.parametrize(
    "moment",
    [
        MOMENT,
        MOMENT.astimezone(timezone(timedelta(hours=-6))),
        MOMENT.astimezone(timezone(timedelta(hours=5, minutes=45))),
        MOMENT.replace(microsecond=0),
    ],
)
def test_a_moment_comes_back_aware_in_utc(session: Session, moment: datetime):
    write_release(session, 1, moment)
    (found,) = releases(session)
    assert found.created_at == moment
    assert found.created_at.tzinfo is UTC


def test_a_moment_is_the_same_whatever_zone_the_connection_is_in(session: Session):
    write_release(session, 1, MOMENT)
    if session.connection().dialect.name == "postgresql":
        session.execute(text("SET LOCAL TIME ZONE 'America/Chicago'"))
    assert releases(session)[0].created_at == MOMENT


def test_moments_are_compared_as_moments(session: Session):
    write_release(session, 1, MOMENT)
    later = (MOMENT + timedelta(seconds=1)).astimezone(timezone(timedelta(hours=-6)))
    write_release(session, 2, later)
    statement = select(Release.number).where(Release.created_at > MOMENT.astimezone(timezone(timedelta(hours=9))))
    assert session.scalars(statement).all() == [2]


def test_a_naive_moment_is_refused(session: Session):
    with pytest.raises(StatementError, match="2026-11-01T01:30:00 has no time zone"):
        write_release(session, 1, datetime(2026, 11, 1, 1, 30))  # noqa: DTZ001  # what is refused


def test_a_transaction_takes_everything_back_when_its_block_fails(open_session: Callable[[], Session]):
    writing, reading = open_session(), open_session()
    with pytest.raises(IntegrityError), transaction(writing):
        write_release_twice(writing)
    assert releases(reading) == []


def test_a_transaction_sees_what_others_committed_since_the_last_read(open_session: Callable[[], Session]):
    late, early = open_session(), open_session()
    assert releases(late) == []
    with transaction(early):
        write_release(early, 1, MOMENT)
    with transaction(late):
        numbers = [release.number for release in releases(late)]
        write_release(late, max(numbers) + 1, MOMENT)
    early.rollback()
    assert [release.number for release in releases(early)] == [2, 1]


def test_on_sqlite_a_writer_takes_its_turn_before_it_reads(tmp_path: Path):
    engine = open_engine(f"sqlite:///{tmp_path}/deeper/leadmatch.db")
    with engine.connect().execution_options(writes=True) as elsewhere, Session(engine) as session:
        session.execute(text("PRAGMA busy_timeout = 0"))
        session.commit()
        elsewhere.begin()  # as another process would
        with pytest.raises(OperationalError, match="database is locked"), transaction(session):
            raise AssertionError("two writers at once")
    engine.dispose()


def test_committed_work_of_a_test_is_rolled_back_in_one_test(session: Session):
    stage_release(session, [make_program()], SOURCES, origin="a test", now=MOMENT)
    session.rollback()
    assert len(releases(session)) == 1


def test_and_is_gone_in_the_next(engine: Engine):
    with Session(engine) as other:
        assert other.scalar(select(func.count()).select_from(Release)) == 0
