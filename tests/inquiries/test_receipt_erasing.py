"""Erase: nothing personal is left but sealed evidence of what was shared, and everyone who has it is asked to erase."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from receipts import HASHES, Sent, bring_to, make_ring, send
from sponsoring import make_person
from sqlalchemy import Engine, select, update

from leadmatch.inquiries.consent.evidence import shred_due
from leadmatch.inquiries.erasing import erase, last_day_kept
from leadmatch.inquiries.held import Outcome
from leadmatch.inquiries.models import ConsentEvidence
from leadmatch.inquiries.receipt import Receipt, read_receipt
from leadmatch.inquiries.stopping import stop_all, stop_school
from leadmatch.kernel.database import open_engine, writing
from leadmatch.kernel.errors import NotFoundError, StorageUnavailableError
from leadmatch.leads.identity import identity_of
from leadmatch.leads.models import Inquiry, Lead, LeadChange, Suppression
from leadmatch.leads.suppression import suppressed_values
from leadmatch.outbox.models import OutboxEvent

_NOW = datetime(2026, 3, 6, 18, 0, tzinfo=UTC)
_LATER = _NOW + timedelta(days=3)
_ALL = ("sch_a", "sch_b", "sch_c")


@pytest.fixture
def real_engine(fresh_database_url: str) -> Iterator[Engine]:
    made = open_engine(fresh_database_url)
    yield made
    made.dispose()


@pytest.fixture
def sent(real_engine: Engine) -> Sent:
    with writing(real_engine) as connection:
        return send(connection, make_ring(), {"sch_a": None, "sch_b": "suppressed", "sch_c": None})


def _erase(engine: Engine, sent: Sent, now: datetime = _NOW) -> Outcome:
    return erase(engine, sent.token, ring=make_ring(), hashes=HASHES, retention_years=5, now=now)


def _receipt(engine: Engine, sent: Sent) -> Receipt:
    with engine.connect() as connection:
        return read_receipt(connection, sent.token, ring=make_ring(), hashes=HASHES)


def test_contact_and_hashes_are_gone_and_the_person_is_suppressed_everywhere(real_engine: Engine, sent: Sent):
    assert _erase(real_engine, sent) == Outcome(_NOW, is_new=True)
    with real_engine.connect() as connection:
        inquiry = connection.execute(select(Inquiry.__table__)).one()
        leads = connection.execute(select(Lead.__table__).order_by(Lead.number)).all()
        suppressed = suppressed_values(connection, identity_of(make_person(), HASHES).values[:1], _ALL)
    assert (inquiry.sealed, inquiry.email_index, inquiry.phone_index, inquiry.last_name_index) == (None,) * 4
    assert (inquiry.erased_at, inquiry.stopped_at) == (_NOW, _NOW)
    assert {(lead.state, lead.email_index, lead.phone_index, lead.erased_at) for lead in leads} == {
        ("erased", None, None, _NOW)
    }
    assert [lead.reason_code for lead in leads] == [None, "suppressed", None]
    assert suppressed == set(_ALL)


def test_what_leads_back_to_the_person_is_gone_too(real_engine: Engine, sent: Sent):
    with writing(real_engine) as connection:
        connection.execute(update(Lead).values(distance_miles=3.2))
        connection.execute(update(Inquiry).values(sub_id="visitor-4711", placement="sidebar", partner_id="ptn_1"))
    _erase(real_engine, sent)
    with real_engine.connect() as connection:
        distances = set(connection.execute(select(Lead.distance_miles)).scalars())
        marks = connection.execute(select(Inquiry.sub_id, Inquiry.placement, Inquiry.partner_id)).one()
    assert (distances, tuple(marks)) == ({None}, (None, "sidebar", "ptn_1"))


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_nothing_that_was_sealed_of_the_person_stays_in_the_file(real_engine: Engine):
    with writing(real_engine) as connection:
        sent = send(connection, make_ring())
    with real_engine.connect() as connection:
        contact = connection.execute(select(Inquiry.sealed)).scalar_one() or b""
    ends = [contact[start : start + 16] for start in range(0, len(contact) - 16, 16)]
    assert [end for end in ends if end in _file(real_engine)]
    _erase(real_engine, sent)
    assert [end for end in ends if end in _file(real_engine)] == []


def _file(engine: Engine) -> bytes:
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(str(engine.url.database)).read_bytes()


def test_schools_that_have_the_person_are_asked_to_erase_and_the_others_hear_nothing(real_engine: Engine, sent: Sent):
    _erase(real_engine, sent)
    told = [
        [(event.type, event.due_on) for event in lead.events if event.type != "lead.created"]
        for lead in _receipt(real_engine, sent).leads
    ]
    asked = ("lead.erasure_requested", date(2026, 3, 20))
    assert told == [[asked], [], [asked]]


def test_evidence_stays_sealed_for_its_time_where_something_was_shared_and_is_shredded_elsewhere(
    real_engine: Engine, sent: Sent
):
    _erase(real_engine, sent)
    shared, unshared, also_shared = _receipt(real_engine, sent).leads
    assert {shared.evidence_kept_until, also_shared.evidence_kept_until} == {date(2031, 3, 6)}
    assert shared.evidence_shredded_at is None
    assert unshared.evidence_shredded_at == _NOW
    with real_engine.connect() as connection:
        sealed = (
            connection.execute(select(ConsentEvidence.sealed).order_by(ConsentEvidence.consent_number)).scalars().all()
        )
    assert [each is None for each in sealed] == [False, True, False]


def test_the_receipt_goes_on_to_tell_what_was_shared_but_shows_no_number(real_engine: Engine, sent: Sent):
    _erase(real_engine, sent)
    receipt = _receipt(real_engine, sent)
    assert not receipt.has_contact
    assert receipt.erased_at == _NOW
    assert receipt.time_zone == "America/Denver"
    shared, unshared, _ = receipt.leads
    assert (shared.status, shared.was_shared, shared.school_name) == ("erased", True, "Example A College")
    assert {"email", "phone"} <= set(shared.shared_fields)
    assert (unshared.status, unshared.was_shared, unshared.reason_code) == ("erased", False, "not_sent")
    assert unshared.shared_fields == ()
    for lead in receipt.leads:
        assert "555-0142" not in lead.wording
        assert "the phone number I give in this form" in lead.wording


def test_once_the_evidence_is_shredded_the_receipt_still_opens(real_engine: Engine, sent: Sent):
    _erase(real_engine, sent)
    with writing(real_engine) as connection:
        shred_due(connection, datetime(2031, 3, 7, 0, 0, tzinfo=UTC))
    receipt = _receipt(real_engine, sent)
    assert receipt.time_zone is None
    assert [lead.shared_fields for lead in receipt.leads] == [(), (), ()]
    assert receipt.leads[0].school_name == "Example A College"
    assert all(lead.evidence_shredded_at for lead in receipt.leads)


def test_a_second_time_changes_nothing_and_says_when_it_was(real_engine: Engine, sent: Sent):
    _erase(real_engine, sent)
    before = _receipt(real_engine, sent)
    assert _erase(real_engine, sent, _LATER) == Outcome(_NOW, is_new=False)
    assert stop_all(real_engine, sent.token, hashes=HASHES, now=_LATER) == Outcome(_NOW, is_new=False)
    assert stop_school(real_engine, sent.token, "sch_b", hashes=HASHES, now=_LATER) == Outcome(_NOW, is_new=False)
    assert _receipt(real_engine, sent) == before


def test_what_was_stopped_can_be_erased_and_both_days_stay(real_engine: Engine, sent: Sent):
    stop_school(real_engine, sent.token, "sch_a", hashes=HASHES, now=_NOW)
    stop_all(real_engine, sent.token, hashes=HASHES, now=_NOW)
    _erase(real_engine, sent, _LATER)
    receipt = _receipt(real_engine, sent)
    assert (receipt.stopped_at, receipt.erased_at) == (_NOW, _LATER)
    assert [lead.withdrawn_at for lead in receipt.leads] == [_NOW] * 3
    assert [event.type for event in receipt.leads[0].events] == [
        "lead.created",
        "lead.withdrawn",
        "lead.erasure_requested",
    ]
    with real_engine.connect() as connection:
        changes = connection.execute(
            select(LeadChange.before, LeadChange.after)
            .where(LeadChange.lead_id == sent.lead_ids["sch_a"])
            .order_by(LeadChange.number)
        ).all()
    assert [tuple(change) for change in changes] == [("accepted", "withdrawn"), ("withdrawn", "erased")]


@pytest.mark.parametrize("state", ["delivered", "return_requested", "returned", "return_denied"])
def test_a_lead_can_be_erased_in_every_state(real_engine: Engine, sent: Sent, state: str):
    with writing(real_engine) as connection:
        bring_to(connection, sent.lead_ids["sch_a"], state)
    _erase(real_engine, sent)
    assert _receipt(real_engine, sent).leads[0].status == "erased"


def test_another_inquiry_of_the_same_person_is_left_as_it_is(real_engine: Engine, sent: Sent):
    with writing(real_engine) as connection:
        other = send(connection, make_ring())
    before = _receipt(real_engine, other)
    _erase(real_engine, sent)
    assert _receipt(real_engine, other) == before


def test_evidence_that_cannot_be_opened_keeps_everything_as_it_was(real_engine: Engine, sent: Sent):
    with pytest.raises(StorageUnavailableError, match="Nothing was erased"):
        erase(
            real_engine,
            sent.token,
            ring=make_ring(k2=b"2" * 32),
            hashes=HASHES,
            retention_years=5,
            now=_NOW,
        )
    assert _receipt(real_engine, sent).has_contact
    with real_engine.connect() as connection:
        assert connection.execute(select(Suppression.number)).all() == []
        assert len(connection.execute(select(OutboxEvent.id)).all()) == 2


def test_an_unknown_receipt_is_not_found(real_engine: Engine, sent: Sent):
    assert sent.token != "A" * 32
    with pytest.raises(NotFoundError):
        erase(real_engine, "A" * 32, ring=make_ring(), hashes=HASHES, retention_years=5, now=_NOW)


@pytest.mark.parametrize(
    ("now", "years", "last"),
    [
        (datetime(2026, 3, 6, 23, 59, tzinfo=UTC), 5, date(2031, 3, 6)),
        (datetime(2028, 2, 29, 12, 0, tzinfo=UTC), 5, date(2033, 3, 1)),
        (datetime(2028, 2, 29, 12, 0, tzinfo=UTC), 4, date(2032, 2, 29)),
    ],
)
def test_evidence_is_kept_for_whole_years(now: datetime, years: int, last: date):
    assert last_day_kept(now, years) == last
