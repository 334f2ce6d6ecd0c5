"""Inquiries as the service leaves them, written row by row with the real parts: for what happens to them afterwards."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sponsoring import CREATED_AT, add_campaign, add_disclosure, make_consent, make_person, make_submission
from sqlalchemy import Connection, insert, select, update

from leadmatch.inquiries.consent.chain import ConsentDraft, append_consents
from leadmatch.inquiries.consent.record import ConsentRecord
from leadmatch.inquiries.models import Disclosure
from leadmatch.inquiries.receipt_token import new_receipt_token, receipt_index
from leadmatch.inquiries.submission import GivenConsent, Submission
from leadmatch.inquiries.wording import Wording
from leadmatch.kernel.ids import new_id
from leadmatch.kernel.keyed_hash import KeyedHash
from leadmatch.kernel.sealing import KeyRing
from leadmatch.leads.contact import Contact, Person, seal_contact
from leadmatch.leads.identity import identity_of
from leadmatch.leads.models import Inquiry, Lead
from leadmatch.outbox.models import EventType
from leadmatch.outbox.writing import event_row, record_events
from leadmatch.sponsors.models import Campaign

HASHES = KeyedHash(b"a key of tests, and of nothing else")
SENT_AT = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)
SCHOOLS = {"sch_a": "Example A College", "sch_b": "Example B Institute", "sch_c": "Example C Academy"}
ACCEPTED: Mapping[str, str | None] = {"sch_a": None}


def make_ring(**keys: bytes) -> KeyRing:
    """Return a ring of these keys, the one to seal with first."""
    return KeyRing(lambda: keys or {"k1": b"1" * 32})


class Sent:
    """An inquiry on file, and the token of its receipt."""

    def __init__(self, inquiry_id: str, token: str, lead_ids: Mapping[str, str]) -> None:
        self.id, self.token, self.lead_ids = inquiry_id, token, lead_ids


def send(
    connection: Connection,
    ring: KeyRing,
    schools: Mapping[str, str | None] = ACCEPTED,
    *,
    person: Person | None = None,
    sent_at: datetime = SENT_AT,
    zone: str = "America/Chicago",
) -> Sent:
    """Write an inquiry.

    Args:
        connection: in a transaction that writes.
        ring: seals it.
        schools: by id, why it was rejected; None where it was accepted.
        person: who asks.
        sent_at: when.
        zone: of the schools, where they are new.
    """
    person = person or make_person()
    inquiry_id, token = new_id("inq"), new_receipt_token()
    wordings = {school_id: _wording(connection, school_id, zone) for school_id in schools}
    consents = {school_id: _consent(wording, person) for school_id, wording in wordings.items()}
    submission = make_submission(person=person, consents=tuple(consents.values()))
    identity = identity_of(person, HASHES)
    connection.execute(
        insert(Inquiry).values(
            id=inquiry_id,
            created_at=sent_at,
            receipt_index=receipt_index(token, HASHES),
            sealed=seal_contact(Contact(person, submission.visit), inquiry_id=inquiry_id, ring=ring),
            email_index=identity.email,
            phone_index=identity.phone,
            last_name_index=identity.last_name,
            language="en",
            is_test=False,
            form_version="api-1",
        )
    )
    lead_ids = {school_id: new_id("led") for school_id in schools}
    drafts = [
        _draft(
            submission,
            consents[school_id],
            wordings[school_id],
            inquiry_id=inquiry_id,
            lead_id=lead_ids[school_id],
            now=sent_at,
        )
        for school_id in schools
    ]
    numbers = append_consents(connection, ring, drafts)
    for number, (school_id, reason) in zip(numbers, schools.items(), strict=True):
        lead: dict[str, Any] = {
            "id": lead_ids[school_id],
            "number": number,
            "inquiry_id": inquiry_id,
            "school_id": school_id,
            "campaign_id": None if reason else _campaign(connection, school_id),
            "state": "rejected" if reason else "accepted",
            "reason_code": reason,
            "program_id": "prg_1",
            "program": {"id": "prg_1", "title": "Medical coding certificate"},
            "other_programs": [{"id": "prg_2", "title": "Medical billing diploma"}],
            "price_cents": None if reason else 3500,
            "email_index": identity.email,
            "phone_index": identity.phone,
            "is_test": False,
            "created_at": sent_at,
        }
        connection.execute(insert(Lead).values(lead))
        if not reason:
            event = event_row(EventType.CREATED, lead_id=lead["id"], school_id=school_id, now=sent_at)
            record_events(connection, [event])
    return Sent(inquiry_id, token, lead_ids)


def bring_to(connection: Connection, lead_id: str, state: str) -> None:
    """Let a lead be in this state, however it came there."""
    connection.execute(update(Lead).where(Lead.id == lead_id).values(state=state, fetched_at=SENT_AT))


def _campaign(connection: Connection, school_id: str) -> str:
    found: str = connection.execute(select(Campaign.id).where(Campaign.school_id == school_id)).scalar_one()
    return found


def _wording(connection: Connection, school_id: str, zone: str) -> Wording:
    asked = select(Disclosure.__table__).where(Disclosure.school_id == school_id)
    if connection.execute(asked).first() is None:
        add_campaign(connection, school_id=school_id, school_name=SCHOOLS[school_id], time_zone=zone)
        add_disclosure(connection, school_id=school_id, created_at=CREATED_AT)
    row = connection.execute(asked).one()
    return Wording(row.id, school_id, SCHOOLS[school_id], row.language, row.text, row.sha256, row.channels)


def _consent(wording: Wording, person: Person) -> GivenConsent:
    disclosure = {
        "school_id": wording.school_id,
        "id": wording.id,
        "sha256": wording.sha256,
        "text": wording.text,
        "channels": wording.channels,
    }
    return make_consent(disclosure, phone=person.phone_typed)


def _draft(
    submission: Submission, consent: GivenConsent, wording: Wording, *, inquiry_id: str, lead_id: str, now: datetime
) -> ConsentDraft:
    consent_id = new_id("con")
    record = ConsentRecord.of(
        submission,
        consent,
        wording,
        consent_id=consent_id,
        inquiry_id=inquiry_id,
        lead_id=lead_id,
        time_zone="America/Denver",
        agreed_at=now,
    )
    return ConsentDraft(
        id=consent_id,
        lead_id=lead_id,
        inquiry_id=inquiry_id,
        school_id=wording.school_id,
        disclosure_id=wording.id,
        language=wording.language,
        is_test=False,
        agreed_at=now,
        record=record.to_bytes(),
    )
