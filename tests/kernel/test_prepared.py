"""A prepared statement does what SQLAlchemy does with it, on both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, bindparam, insert, select, union_all
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from leadmatch.inquiries.models import SpentToken
from leadmatch.kernel.database import open_engine, writing
from leadmatch.kernel.prepared import Prepared, in_one_go, in_one_go_with_commit
from leadmatch.outbox.models import OutboxEvent

MOMENT = datetime(2026, 11, 2, 9, 30, 0, 123456, tzinfo=UTC)


def event(number: int) -> dict[str, object]:
    named = {"id": f"evt_{number}", "lead_id": f"led_{number}", "school_id": "sch_1"}
    return named | {"type": "lead.created", "created_at": MOMENT}


INSERT = Prepared(insert(OutboxEvent))
BY_TIME = Prepared(
    select(OutboxEvent.id, OutboxEvent.created_at, OutboxEvent.due_on)
    .where(OutboxEvent.created_at == bindparam("moment"))
    .order_by(OutboxEvent.id)
)


@pytest.fixture
def engine(fresh_database_url: str) -> Iterator[Engine]:
    made = open_engine(fresh_database_url)
    yield made
    made.dispose()


@pytest.mark.parametrize("count", [1, 3])
def test_rows_go_in_and_come_out_as_their_types_say(session: Session, count: int):
    connection = session.connection()
    INSERT.run(connection, [event(number) for number in range(count)])
    found = BY_TIME.rows(connection, {"moment": MOMENT})
    assert found == [(f"evt_{number}", MOMENT, None) for number in range(count)]
    by_sqlalchemy = connection.execute(select(OutboxEvent.created_at).where(OutboxEvent.id == "evt_0")).scalar()
    assert by_sqlalchemy == MOMENT


def test_bytes_go_in_and_are_found(session: Session):
    connection = session.connection()
    Prepared(insert(SpentToken)).run(connection, [{"digest": b"\x00\xff", "expires_at": MOMENT}])
    found = Prepared(select(SpentToken.expires_at).where(SpentToken.digest == bindparam("digest")))
    assert found.rows(connection, {"digest": b"\x00\xff"}) == [(MOMENT,)]
    assert found.rows(connection, {"digest": b"\x00"}) == []


def test_a_value_that_stands_in_two_places_goes_in_once(session: Session):
    connection = session.connection()
    INSERT.run(connection, [event(number) for number in range(2)])
    halves = [
        select(OutboxEvent.id).where(OutboxEvent.id == name, OutboxEvent.created_at == bindparam("moment"))
        for name in (bindparam("first"), bindparam("second"))
    ]
    found = Prepared(union_all(*halves)).rows(connection, {"moment": MOMENT, "first": "evt_0", "second": "evt_1"})
    assert sorted(found) == [("evt_0",), ("evt_1",)]


def test_a_statement_that_fails_raises_sqlalchemys_error(session: Session):
    with pytest.raises(IntegrityError):
        INSERT.run(session.connection(), [event(1) | {"school_id": None}])


def test_a_value_that_the_statement_does_not_know_is_refused(session: Session):
    with pytest.raises(KeyError, match="colour"):
        INSERT.run(session.connection(), [event(1) | {"colour": "red"}])


def test_a_value_that_is_missing_is_refused(session: Session):
    with pytest.raises(KeyError, match="moment"):
        BY_TIME.rows(session.connection(), {})


def test_what_is_sent_in_one_go_runs_in_its_order_and_is_fetched_afterwards(session: Session):
    connection = session.connection()
    with in_one_go(connection):
        before = BY_TIME.ask(connection, {"moment": MOMENT})
        INSERT.run(connection, [event(1), event(2)])
        after = BY_TIME.ask(connection, {"moment": MOMENT})
    assert (before(), [row.id for row in after()]) == ([], ["evt_1", "evt_2"])
    assert [row.id for row in BY_TIME.rows(connection, {"moment": MOMENT})] == ["evt_1", "evt_2"]


def test_a_failure_in_one_go_is_told_as_sqlalchemys_error(session: Session):
    connection = session.connection()

    def send() -> None:
        with in_one_go(connection):
            for each in (event(1), event(2) | {"school_id": None}, event(3)):
                INSERT.run(connection, [each])

    with pytest.raises(IntegrityError):
        send()


def test_what_goes_with_the_commit_is_kept_and_a_query_in_between_is_answered(engine: Engine):
    with writing(engine) as connection:
        in_one_go_with_commit(connection)
        INSERT.run(connection, [event(1)])
        assert [row.id for row in BY_TIME.rows(connection, {"moment": MOMENT})] == ["evt_1"]
        INSERT.run(connection, [event(2)])
    assert kept(engine) == ["evt_1", "evt_2"]


@pytest.mark.parametrize("ends", ["well", "badly"])
def test_what_fails_with_the_commit_keeps_nothing_and_the_connection_stays_good(engine: Engine, ends: str):
    def write() -> None:
        with writing(engine) as connection:
            in_one_go_with_commit(connection)
            INSERT.run(connection, [event(1)])
            INSERT.run(connection, [event(1)])
            if ends == "badly":
                raise OSError

    with pytest.raises((IntegrityError, OSError)):
        write()
    assert kept(engine) == []
    with writing(engine) as connection:
        INSERT.run(connection, [event(3)])
    assert kept(engine) == ["evt_3"]


def kept(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return [row.id for row in BY_TIME.rows(connection, {"moment": MOMENT})]
