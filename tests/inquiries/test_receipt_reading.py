"""A receipt tells all of one inquiry to whoever has its token, and nothing of any other."""

from datetime import UTC, datetime

import pytest
from receipts import ACCEPTED, HASHES, SENT_AT, bring_to, make_ring, send
from sponsoring import make_person
from sqlalchemy import update
from sqlalchemy.orm import Session

from leadmatch.inquiries.models import ConsentEvidence
from leadmatch.inquiries.receipt import Receipt, read_receipt
from leadmatch.kernel.errors import NotFoundError
from leadmatch.leads.identity import identity_of
from leadmatch.leads.suppression import suppress
from leadmatch.outbox.models import EventType
from leadmatch.outbox.writing import acknowledge
from leadmatch.sponsors.models import Sponsor


def _read(session: Session, token: str) -> Receipt:
    return read_receipt(session.connection(), token, ring=make_ring(), hashes=HASHES)


def test_it_says_when_in_whose_zone_and_language_the_inquiry_was_sent(session: Session):
    receipt = _read(session, send(session.connection(), make_ring()).token)
    assert (receipt.created_at, receipt.time_zone, receipt.language) == (SENT_AT, "America/Denver", "en")
    assert receipt.has_contact
    assert (receipt.stopped_at, receipt.erased_at) == (None, None)


def test_a_shared_lead_says_what_the_school_can_see_and_the_exact_text_agreed_to(session: Session):
    (lead,) = _read(session, send(session.connection(), make_ring()).token).leads
    assert (lead.school_id, lead.school_name) == ("sch_a", "Example A College")
    assert lead.program_titles == ("Medical coding certificate", "Medical billing diploma")
    assert (lead.status, lead.reason_code, lead.was_shared) == ("sent", None, True)
    assert (lead.sent_at, lead.fetched_at, lead.withdrawn_at) == (SENT_AT, None, None)
    assert set(lead.shared_fields) == {
        *("first_name", "last_name", "email", "phone", "zip", "education_level", "start_timeframe"),
        *("ip", "page_url"),
    }
    assert "(312) 555-0142" in lead.wording
    assert "{phone}" not in lead.wording
    assert lead.channels == ("email", "call", "text")
    (event,) = lead.events
    assert (event.type, event.told_at, event.due_on, event.acknowledged_at) == ("lead.created", SENT_AT, None, None)


def test_a_phone_that_was_not_given_was_not_shared(session: Session):
    sent = send(session.connection(), make_ring(), person=make_person(phone=None, phone_typed=None))
    (lead,) = _read(session, sent.token).leads
    assert "phone" not in lead.shared_fields
    assert "the phone number I give in this form" in lead.wording


def test_the_school_is_called_what_it_was_called_when_the_visitor_agreed(session: Session):
    sent = send(session.connection(), make_ring())
    session.execute(update(Sponsor).values(name="Renamed College"))
    assert _read(session, sent.token).leads[0].school_name == "Example A College"


@pytest.mark.parametrize(
    ("reason", "told"),
    [("suppressed", "not_sent"), ("duplicate", "not_sent"), ("cap_reached", "cap_reached")],
)
def test_a_lead_that_was_not_shared_says_so_without_telling_who_asked_before(session: Session, reason: str, told: str):
    (lead,) = _read(session, send(session.connection(), make_ring(), {"sch_a": reason}).token).leads
    assert (lead.status, lead.reason_code, lead.was_shared) == ("not_sent", told, False)
    assert (lead.sent_at, lead.shared_fields, lead.events) == (None, (), ())


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("accepted", "sent"),
        ("delivered", "fetched"),
        ("return_requested", "fetched"),
        ("returned", "fetched"),
        ("return_denied", "fetched"),
        ("withdrawn", "stopped"),
        ("erased", "erased"),
    ],
)
def test_each_state_is_told_in_plain_terms(session: Session, state: str, told: str):
    sent = send(session.connection(), make_ring())
    bring_to(session.connection(), sent.lead_ids["sch_a"], state)
    assert _read(session, sent.token).leads[0].status == told


def test_schools_stand_in_the_order_chosen_and_with_what_they_acknowledged(session: Session):
    connection = session.connection()
    sent = send(connection, make_ring(), {"sch_c": None, "sch_a": "cap_reached", "sch_b": None})
    known_at = datetime(2026, 3, 4, tzinfo=UTC)
    acknowledge(connection, EventType.CREATED, lead_id=sent.lead_ids["sch_b"], by="api", now=known_at)
    leads = _read(session, sent.token).leads
    assert [lead.school_id for lead in leads] == ["sch_c", "sch_a", "sch_b"]
    assert [event.acknowledged_at for lead in leads for event in lead.events] == [None, known_at]


def test_it_tells_nothing_of_a_stop_that_another_inquiry_asked_for(session: Session):
    connection = session.connection()
    suppress(connection, identity_of(make_person(), HASHES).values, None, "stop_all", SENT_AT)
    receipt = _read(session, send(connection, make_ring(), {"sch_a": "suppressed"}).token)
    assert (receipt.stopped_at, receipt.leads[0].withdrawn_at) == (None, None)


def test_of_two_inquiries_each_receipt_tells_its_own(session: Session):
    connection = session.connection()
    first, second = send(connection, make_ring(), ACCEPTED), send(connection, make_ring(), {"sch_b": None})
    assert _read(session, first.token).inquiry_id == first.id
    assert [lead.id for lead in _read(session, second.token).leads] == [second.lead_ids["sch_b"]]


@pytest.mark.parametrize(
    "token",
    ["", "x", "A" * 31, "A" * 32, "A" * 65, "A" * 31 + "\0", "A" * 31 + "é", "A" * 31 + "\ud800", "A" * 31 + "\n"],
)
def test_any_other_token_opens_nothing(session: Session, token: str):
    send(session.connection(), make_ring())
    with pytest.raises(NotFoundError):
        _read(session, token)


def test_a_token_is_not_on_file(session: Session):
    sent = send(session.connection(), make_ring())
    with pytest.raises(NotFoundError):
        _read(session, sent.token.swapcase())


def test_a_receipt_whose_evidence_cannot_be_opened_tells_the_rest_and_says_so(session: Session):
    sent = send(session.connection(), make_ring(), {"sch_a": None, "sch_b": None})
    session.execute(update(ConsentEvidence).where(ConsentEvidence.consent_number == 1).values(sealed=b"?"))
    broken, whole = _read(session, sent.token).leads
    assert (broken.is_unreadable, whole.is_unreadable) == (True, False)
    assert (broken.school_name, broken.status, broken.shared_fields) == ("Example A College", "sent", ())
    assert "the phone number I give in this form" in broken.wording
