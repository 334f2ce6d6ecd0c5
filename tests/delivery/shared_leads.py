"""Leads on file, as an inquiry leaves them: inquiry, consent in its chain, lead, event; and a school's way to them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sponsoring import CREATED_AT, SCHOOL, add_campaign, add_disclosure, make_consent, make_person, make_submission
from sqlalchemy import Connection, Engine, insert, select
from werkzeug.test import TestResponse

from leadmatch.access.keys import create_key
from leadmatch.delivery.reading import LeadReading
from leadmatch.delivery.routes import leads_blueprint
from leadmatch.inquiries.consent.chain import ConsentDraft, append_consents
from leadmatch.inquiries.consent.record import ConsentRecord
from leadmatch.inquiries.models import Disclosure
from leadmatch.inquiries.receipt_token import new_receipt_token
from leadmatch.inquiries.submission import Submission
from leadmatch.inquiries.wording import Wording
from leadmatch.kernel.database import writing
from leadmatch.kernel.ids import new_id, stable_id
from leadmatch.kernel.keyed_hash import KeyedHash
from leadmatch.kernel.sealing import KeyRing
from leadmatch.leads.contact import Contact, seal_contact
from leadmatch.leads.identity import identity_of
from leadmatch.leads.models import Inquiry, Lead
from leadmatch.outbox.models import EventType
from leadmatch.outbox.writing import event_row, record_events
from leadmatch.web.problems import register_problems
from leadmatch.web.security_headers import register_security_headers

NOW = datetime(2026, 11, 2, 15, 4, 5, tzinfo=UTC)
BASE_URL = "https://guide.example"
RING = KeyRing(lambda: {"k1": b"r" * 32})
HASHES = KeyedHash(b"k" * 32)
OTHER_SCHOOL = stable_id("sch", "another school")
PROGRAM = {
    "id": "prg_billing",
    "title": "Medical billing",
    "credential": "certificate",
    "cip_code": "51.0714",
    "campus": {"street": "1 Example Street", "city": "Chicago", "state": "IL", "zip": "60601",
               "latitude": 41.8858, "longitude": -87.6181},
}  # fmt: skip


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Caller:
    """A school with a key, and the service it calls."""

    client: FlaskClient
    school_id: str
    key: str

    def get(self, path: str, **parameters: Any) -> TestResponse:  # noqa: ANN401  # whatever a query takes
        return self.client.get(f"/api/v1{path}", query_string=parameters or None, headers=self.headers)

    def leads(self, **parameters: Any) -> dict[str, Any]:  # noqa: ANN401  # as above
        answer = self.get("/leads", **parameters)
        assert answer.status_code == 200, answer.data
        body: dict[str, Any] = answer.get_json()
        return body

    def acknowledge(self, lead_id: str, body: object) -> TestResponse:
        path = f"/api/v1/leads/{lead_id}/acknowledgements"
        return self.client.post(path, json=body, headers=self.headers)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}


def make_service(engine: Engine, clock: Clock) -> Flask:
    """Return an application with the routes of schools alone."""
    app = Flask(__name__)
    register_problems(app, base_url=BASE_URL)
    register_security_headers(app, base_url=BASE_URL)
    app.register_blueprint(leads_blueprint(LeadReading(engine, RING, HASHES), clock=clock))
    return app


def add_school(engine: Engine, school_id: str, name: str) -> str:
    """Write a sponsor with a campaign and a wording; return a key of it."""
    with writing(engine) as connection:
        add_campaign(connection, school_id=school_id, school_name=name)
        add_disclosure(connection, school_id=school_id)
        made = create_key(connection, HASHES, kind="school", owner_id=school_id, name="x", by="pat", now=CREATED_AT)
    return made.text


def add_lead(connection: Connection, school_id: str = SCHOOL.id, **overrides: Any) -> str:  # noqa: ANN401  # see below
    """Write an inquiry with one lead and return the lead's id.

    Args:
        connection: in a transaction that writes.
        school_id: of a sponsor with a campaign and a wording.
        overrides: columns of `Lead`; or ``submission``, the `Submission` it came with, ``consent_text``,
            ``receipt_token``, and the ``ring`` to seal with.
    """
    ring = overrides.pop("ring", RING)
    disclosure = (
        connection.execute(
            select(Disclosure.__table__).where(Disclosure.school_id == school_id, Disclosure.language == "en")
        )
        .mappings()
        .one()
    )
    given = make_consent({**disclosure})
    submission: Submission = overrides.pop("submission", None) or make_submission(person=make_person())
    inquiry_id, lead_id, consent_id = new_id("inq"), new_id("led"), new_id("con")
    now = overrides.get("created_at", NOW)
    text = overrides.pop("consent_text", None) or given.text
    record = ConsentRecord.of(
        submission,
        type(given)(**{name: getattr(given, name) for name in given.__slots__} | {"text": text}),
        Wording(**{name: disclosure.get(name, "Example") for name in Wording.__slots__}),
        consent_id=consent_id,
        inquiry_id=inquiry_id,
        lead_id=lead_id,
        time_zone="America/Chicago",
        agreed_at=now,
    )
    contact, identity = Contact(submission.person, submission.visit), identity_of(submission.person, HASHES)
    connection.execute(
        insert(Inquiry).values(
            id=inquiry_id,
            created_at=now,
            receipt_index=HASHES.of("receipt", overrides.pop("receipt_token", None) or new_receipt_token()),
            sealed=seal_contact(contact, inquiry_id=inquiry_id, ring=ring),
            email_index=identity.email,
            phone_index=identity.phone,
            last_name_index=identity.last_name,
            language=submission.language,
            partner_id=submission.partner_id,
            placement=submission.placement,
            sub_id=submission.sub_id,
            is_test=submission.is_test,
            form_version=submission.form_version,
        )
    )
    draft = ConsentDraft(
        id=consent_id,
        lead_id=lead_id,
        inquiry_id=inquiry_id,
        school_id=school_id,
        disclosure_id=disclosure["id"],
        language="en",
        is_test=submission.is_test,
        agreed_at=now,
        record=record.to_bytes(),
    )
    (number,) = append_consents(connection, ring, [draft])
    values = {
        "id": lead_id,
        "number": number,
        "inquiry_id": inquiry_id,
        "school_id": school_id,
        "campaign_id": stable_id("cmp", school_id, "Example campaign"),
        "state": "accepted",
        "reason_code": None,
        "program_id": PROGRAM["id"],
        "program": PROGRAM,
        "other_programs": [],
        "distance_miles": 3.249,
        "price_cents": 3500,
        "is_test": submission.is_test,
        "created_at": now,
        **overrides,
    }
    connection.execute(insert(Lead).values(values))
    if values["reason_code"] is None:
        record_events(connection, [event_row(EventType.CREATED, lead_id=lead_id, school_id=school_id, now=now)])
    return lead_id


def add_leads(engine: Engine, count: int, school_id: str = SCHOOL.id, **overrides: Any) -> list[str]:  # noqa: ANN401  # as above
    """Write leads, each a minute after the other, in one transaction."""
    with writing(engine) as connection:
        return [
            add_lead(connection, school_id, created_at=NOW + timedelta(minutes=minute), **overrides)
            for minute in range(count)
        ]
