"""A prepared statement does what SQLAlchemy does with it, on both databases."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, insert, select, union_all
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from leadmatch.inquiries.models import SpentToken
from leadmatch.kernel.prepared import Prepared
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
