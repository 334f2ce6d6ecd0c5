"""Stop-one and stop-all: the schools that have the person are told once, and nobody gets them from now on."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from receipts import HASHES, SENT_AT, Sent, bring_to, make_ring, send
from sponsoring import make_person
from sqlalchemy import Engine, select

from leadmatch.inquiries.receipt import Receipt, read_receipt
from leadmatch.inquiries.stopping import stop_all, stop_school
from leadmatch.kernel.database import open_engine, writing
from leadmatch.kernel.errors import NotFoundError
from leadmatch.leads.identity import identity_of
from leadmatch.leads.models import Inquiry, Lead, LeadChange, Suppression
from leadmatch.leads.suppression import suppressed_values
from leadmatch.outbox.models import EventType, OutboxEvent
from leadmatch.outbox.writing import acknowledge

_NOW = datetime(2026, 3, 6, 18, 0, tzinfo=UTC)
_LATER = _NOW + timedelta(days=3)
_DUE = date(2026, 3, 20)
_ALL = ("sch_a", "sch_b", "sch_c")
_VALUES = identity_of(make_person(), HASHES).values


@pytest.fixture
def real_engine(fresh_database_url: str) -> Iterator[Engine]:
    made = open_engine(fresh_database_url)
    yield made
    made.dispose()


@pytest.fixture
def sent(real_engine: Engine) -> Sent:
    with writing(real_engine) as connection:
        return send(connection, make_ring(), {"sch_a": None, "sch_b": None, "sch_c": "cap_reached"})


def _receipt(engine: Engine, sent: Sent) -> Receipt:
    with engine.connect() as connection:
        return read_receipt(connection, sent.token, ring=make_ring(), hashes=HASHES)


def _suppressed(engine: Engine, values: tuple[bytes, ...] = _VALUES) -> set[str]:
    with engine.connect() as connection:
        return suppressed_values(connection, values, _ALL)


def _everything(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        tables = (Inquiry, Lead, LeadChange, Suppression, OutboxEvent)
        return [
            tuple(row)
            for table in tables
            for row in connection.execute(select(table.__table__).order_by(*table.__table__.primary_key))
        ]


def test_stopping_one_school_withdraws_its_lead_and_leaves_the_others(real_engine: Engine, sent: Sent):
    outcome = stop_school(real_engine, sent.token, "sch_b", hashes=HASHES, now=_NOW)
    assert (outcome.at, outcome.is_new) == (_NOW, True)
    a, b, c = _receipt(real_engine, sent).leads
    assert [lead.status for lead in (a, b, c)] == ["sent", "stopped", "not_sent"]
    assert [lead.withdrawn_at for lead in (a, b, c)] == [None, _NOW, None]
    assert [len(lead.events) for lead in (a, b, c)] == [1, 2, 0]
    told = b.events[-1]
    assert (told.type, told.told_at, told.due_on, told.acknowledged_at) == ("lead.withdrawn", _NOW, _DUE, None)
    assert _suppressed(real_engine) == {"sch_b"}
    assert _receipt(real_engine, sent).stopped_at is None


@pytest.mark.parametrize("value", _VALUES)
def test_email_and_phone_are_each_suppressed(real_engine: Engine, sent: Sent, value: bytes):
    stop_school(real_engine, sent.token, "sch_b", hashes=HASHES, now=_NOW)
    assert _suppressed(real_engine, (value,)) == {"sch_b"}


def test_stopping_all_withdraws_what_was_shared_and_tells_nobody_who_never_had_it(real_engine: Engine, sent: Sent):
    outcome = stop_all(real_engine, sent.token, hashes=HASHES, now=_NOW)
    assert (outcome.at, outcome.is_new) == (_NOW, True)
    receipt = _receipt(real_engine, sent)
    assert receipt.stopped_at == _NOW
    assert [lead.status for lead in receipt.leads] == ["stopped", "stopped", "not_sent"]
    assert [lead.withdrawn_at for lead in receipt.leads] == [_NOW] * 3
    assert [[event.type for event in lead.events] for lead in receipt.leads] == [
        ["lead.created", "lead.withdrawn"],
        ["lead.created", "lead.withdrawn"],
        [],
    ]
    assert _suppressed(real_engine) == set(_ALL)
    assert receipt.has_contact


def test_a_school_that_never_had_the_person_can_be_stopped_for_the_future(real_engine: Engine, sent: Sent):
    stop_school(real_engine, sent.token, "sch_c", hashes=HASHES, now=_NOW)
    lead = _receipt(real_engine, sent).leads[2]
    assert (lead.status, lead.withdrawn_at, lead.events) == ("not_sent", _NOW, ())
    assert _suppressed(real_engine) == {"sch_c"}


@pytest.mark.parametrize("state", ["accepted", "delivered", "return_requested", "returned", "return_denied"])
def test_a_shared_lead_can_be_stopped_in_every_state_and_keeps_its_history(real_engine: Engine, sent: Sent, state: str):
    with writing(real_engine) as connection:
        bring_to(connection, sent.lead_ids["sch_a"], state)
    stop_school(real_engine, sent.token, "sch_a", hashes=HASHES, now=_NOW)
    with real_engine.connect() as connection:
        (change,) = connection.execute(select(LeadChange.__table__)).all()
    assert tuple(change)[1:] == (sent.lead_ids["sch_a"], _NOW, state, "withdrawn", "visitor")


def test_a_second_time_changes_nothing_and_says_when_it_was(real_engine: Engine, sent: Sent):
    stop_school(real_engine, sent.token, "sch_a", hashes=HASHES, now=_NOW)
    stop_all(real_engine, sent.token, hashes=HASHES, now=_LATER)
    before = _everything(real_engine)
    again = _LATER + timedelta(days=1)
    one = stop_school(real_engine, sent.token, "sch_a", hashes=HASHES, now=again)
    other = stop_school(real_engine, sent.token, "sch_b", hashes=HASHES, now=again)
    everything = stop_all(real_engine, sent.token, hashes=HASHES, now=again)
    assert [(each.at, each.is_new) for each in (one, other, everything)] == [
        (_NOW, False),
        (_LATER, False),
        (_LATER, False),
    ]
    assert _everything(real_engine) == before


def test_stopping_all_after_one_keeps_when_that_one_was_stopped(real_engine: Engine, sent: Sent):
    stop_school(real_engine, sent.token, "sch_a", hashes=HASHES, now=_NOW)
    stop_all(real_engine, sent.token, hashes=HASHES, now=_LATER)
    assert [lead.withdrawn_at for lead in _receipt(real_engine, sent).leads] == [_NOW, _LATER, _LATER]
    assert [len(lead.events) for lead in _receipt(real_engine, sent).leads] == [2, 2, 0]


def test_another_inquiry_of_the_same_person_keeps_its_leads_and_tells_nothing(real_engine: Engine, sent: Sent):
    with writing(real_engine) as connection:
        other = send(connection, make_ring(), {"sch_a": None})
    stop_all(real_engine, sent.token, hashes=HASHES, now=_NOW)
    receipt = _receipt(real_engine, other)
    assert (receipt.leads[0].status, receipt.stopped_at) == ("sent", None)
    outcome = stop_all(real_engine, other.token, hashes=HASHES, now=_LATER)
    assert (outcome.at, outcome.is_new) == (_LATER, True)


@pytest.mark.usefixtures("sent")
def test_a_school_of_another_inquiry_is_not_found(real_engine: Engine):
    with writing(real_engine) as connection:
        other = send(connection, make_ring(), {"sch_a": None})
    before = _everything(real_engine)
    for school_id in ("sch_b", "sch_none", ""):
        with pytest.raises(NotFoundError):
            stop_school(real_engine, other.token, school_id, hashes=HASHES, now=_NOW)
    for token in ("x", "A" * 32):
        with pytest.raises(NotFoundError):
            stop_all(real_engine, token, hashes=HASHES, now=_NOW)
    assert _everything(real_engine) == before


def test_the_due_date_goes_by_the_day_of_the_school(real_engine: Engine):
    late_evening_in_hawaii = datetime(2026, 3, 7, 7, 0, tzinfo=UTC)
    with writing(real_engine) as connection:
        sent = send(connection, make_ring(), {"sch_a": None}, zone="Pacific/Honolulu")
    stop_school(real_engine, sent.token, "sch_a", hashes=HASHES, now=late_evening_in_hawaii)
    assert _receipt(real_engine, sent).leads[0].events[-1].due_on == date(2026, 3, 20)


def test_what_the_school_acknowledges_is_shown_with_the_event(real_engine: Engine, sent: Sent):
    stop_school(real_engine, sent.token, "sch_a", hashes=HASHES, now=_NOW)
    with writing(real_engine) as connection:
        acknowledge(connection, EventType.WITHDRAWN, lead_id=sent.lead_ids["sch_a"], by="desk", now=_LATER)
    created, withdrawn = _receipt(real_engine, sent).leads[0].events
    assert (created.acknowledged_at, withdrawn.acknowledged_at) == (None, _LATER)
    assert created.told_at == SENT_AT
