"""Whoever was stopped stays stopped: at one school, or at all of them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from leadmatch.kernel.database import open_engine
from leadmatch.kernel.migrations import upgrade
from leadmatch.leads.models import Suppression
from leadmatch.leads.suppression import _SUPPRESSED, suppress, suppressed_values

_NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
_EMAIL, _PHONE, _OTHER = b"e" * 32, b"p" * 32, b"o" * 32
_SCHOOLS = ("sch_a", "sch_b", "sch_c")


@pytest.mark.parametrize("asked", [(_EMAIL,), (_PHONE,), (_EMAIL, _PHONE), (_OTHER, _PHONE)])
def test_one_hash_of_a_person_stopped_at_a_school_suffices_for_that_school_alone(
    session: Session, asked: tuple[bytes, ...]
):
    connection = session.connection()
    suppress(connection, (_EMAIL, _PHONE), "sch_b", "stop_one", _NOW)
    assert suppressed_values(connection, asked, _SCHOOLS) == {"sch_b"}


def test_a_person_stopped_everywhere_is_stopped_at_every_school_asked_for(session: Session):
    connection = session.connection()
    suppress(connection, (_EMAIL,), None, "stop_all", _NOW)
    assert suppressed_values(connection, (_EMAIL, _PHONE), _SCHOOLS) == set(_SCHOOLS)


@pytest.mark.parametrize(("values", "schools"), [((_OTHER,), _SCHOOLS), ((), _SCHOOLS), ((_EMAIL,), ())])
def test_nobody_else_is_stopped(session: Session, values: tuple[bytes, ...], schools: tuple[str, ...]):
    connection = session.connection()
    suppress(connection, (_EMAIL, _PHONE), None, "erase", _NOW)
    suppress(connection, (_EMAIL, _PHONE), "sch_a", "stop_one", _NOW)
    assert suppressed_values(connection, values, schools) == set()


@pytest.mark.parametrize("school_id", ["sch_a", None])
def test_stopping_twice_keeps_the_first_time_and_reason(session: Session, school_id: str | None):
    connection = session.connection()
    suppress(connection, (_EMAIL,), school_id, "stop_one", _NOW)
    suppress(connection, (_EMAIL, _PHONE), school_id, "operator", _NOW + timedelta(days=1))
    kept = session.execute(
        select(Suppression.value_index, Suppression.reason, Suppression.created_at).order_by(Suppression.number)
    ).all()
    assert [tuple(row) for row in kept] == [
        (_EMAIL, "stop_one", _NOW),
        (_PHONE, "operator", _NOW + timedelta(days=1)),
    ]


def test_stopping_nobody_writes_nothing(session: Session):
    suppress(session.connection(), (), None, "operator", _NOW)
    assert session.execute(select(Suppression.number)).all() == []


def test_the_question_reads_indexes_and_not_the_table(tmp_path: Path):
    address = f"sqlite:///{tmp_path / 'some.db'}"
    upgrade(address)
    engine = open_engine(address)
    with engine.connect() as connection:
        compiled = _SUPPRESSED._for(connection.dialect)
        given = tuple({"first": _EMAIL, "last": _PHONE}[name] for name in compiled.order or ())
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled.text}", given).all()
    engine.dispose()
    steps = " ".join(row.detail for row in plan)
    assert "uq_suppression_all" in steps
    assert "uq_suppression_one" in steps
    assert "SCAN suppression" not in steps
