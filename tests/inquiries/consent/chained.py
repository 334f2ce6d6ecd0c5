"""Chains of consents for tests: leads of fictional people with everything that stands around a consent."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sponsoring import CREATED_AT, add_campaign, add_disclosure, make_consent, make_person, make_submission, make_visit
from sqlalchemy import Connection, Engine, func, insert, select, update

from leadmatch.inquiries.consent.chain import ConsentDraft, append_consents
from leadmatch.inquiries.consent.record import ConsentRecord
from leadmatch.inquiries.wording import Wording
from leadmatch.kernel.database import writing
from leadmatch.kernel.sealing import KeyRing
from leadmatch.leads.contact import Contact, seal_contact
from leadmatch.leads.models import Inquiry, Lead, LedgerEntry
from leadmatch.outbox.models import EventType
from leadmatch.outbox.writing import event_row, record_events
from leadmatch.sponsors.models import Campaign
from leadmatch.sponsors.terms import CampaignTerms

AGREED_AT = datetime(2026, 3, 14, 15, 9, 26, 535897, tzinfo=UTC)
KEYS = {"k2": b"2" * 32, "k1": b"1" * 32}


def make_ring(*names: str) -> KeyRing:
    """Return a ring with these keys, the first one in use."""
    return KeyRing(lambda: {name: KEYS[name] for name in names or ("k1",)})


@dataclass(frozen=True)
class Sold:
    """A sponsor's campaign and its wording."""

    campaign: CampaignTerms
    disclosure: dict[str, Any]

    @property
    def wording(self) -> Wording:
        """The wording as the application knows it."""
        known = {name: self.disclosure[name] for name in ("id", "school_id", "language", "text", "sha256", "channels")}
        return Wording(school_name=self.campaign.school_name, **known)


def sell(connection: Connection, **overrides: Any) -> Sold:  # noqa: ANN401  # of the field's type
    """Write a campaign with an active wording; `overrides` are of its terms."""
    campaign = add_campaign(connection, **overrides)
    return Sold(campaign, add_disclosure(connection, school_id=campaign.school_id))


def add_leads(connection: Connection, ring: KeyRing, sold: Sold, count: int, *, first: int = 1) -> tuple[int, ...]:
    """Write inquiries of one accepted lead each, in one go, as one transaction of the service would for one of them.

    Returns:
        The numbers of their consents.
    """
    drafts, inquiries, leads = [], [], []
    for which in range(first, first + count):
        agreed_at = AGREED_AT + timedelta(seconds=which)
        ids = {name: f"{name}_{sold.campaign.school_id[-4:]}{which:08}" for name in ("con", "inq", "led")}
        submission = make_submission(
            person=make_person(email=f"person{which}@example.org"),
            consents=(make_consent(sold.disclosure),),
            visit=make_visit(),
        )
        record = ConsentRecord.of(
            submission,
            submission.consents[0],
            sold.wording,
            consent_id=ids["con"],
            inquiry_id=ids["inq"],
            lead_id=ids["led"],
            time_zone="America/Chicago",
            agreed_at=agreed_at,
        )
        drafts.append(
            ConsentDraft(
                id=ids["con"],
                lead_id=ids["led"],
                inquiry_id=ids["inq"],
                school_id=sold.campaign.school_id,
                disclosure_id=sold.disclosure["id"],
                language="en",
                is_test=False,
                agreed_at=agreed_at,
                record=record.to_bytes(),
            )
        )
        inquiries.append(_inquiry(ids["inq"], agreed_at, ring))
        leads.append(_lead(ids, sold, agreed_at))
    connection.execute(insert(Inquiry), inquiries)
    numbers = append_consents(connection, ring, drafts)
    for lead, number in zip(leads, numbers, strict=True):
        lead["number"] = number
    connection.execute(insert(Lead), leads)
    connection.execute(insert(LedgerEntry), [_entry(lead) for lead in leads])
    events = [
        event_row(EventType.CREATED, lead_id=lead["id"], school_id=lead["school_id"], now=lead["created_at"])
        for lead in leads
    ]
    record_events(connection, events)
    return numbers


def grow(engine: Engine, ring: KeyRing, count: int, *, schools: int = 1) -> list[Sold]:
    """Give a database a chain, or a longer one: this many consents to each of so many new schools."""
    with writing(engine) as connection:
        first = connection.execute(select(func.count()).select_from(Campaign)).scalar_one()
        wanted = range(first, first + schools)
        sold = [sell(connection, school_id=f"sch_{which:04}", school_name=_name(which)) for which in wanted]
        for each in sold:
            add_leads(connection, ring, each, count)
    return sold


def erase_inquiry(connection: Connection, number: int, now: datetime) -> None:
    """Take the person out of the inquiry and the lead of a consent, as an erasure does."""
    lead = connection.execute(select(Lead.id, Lead.inquiry_id).where(Lead.number == number)).one()
    connection.execute(update(Inquiry).where(Inquiry.id == lead.inquiry_id).values(sealed=None, erased_at=now))
    connection.execute(update(Lead).where(Lead.id == lead.id).values(state="erased", erased_at=now))


def _name(which: int) -> str:
    return "Example City College" if which == 0 else f"Example City College {which}"


def _inquiry(inquiry_id: str, created_at: datetime, ring: KeyRing) -> dict[str, Any]:
    return {
        "id": inquiry_id,
        "created_at": created_at,
        "receipt_index": inquiry_id.encode(),
        "sealed": seal_contact(Contact(make_person(), make_visit()), inquiry_id=inquiry_id, ring=ring),
        "email_index": None,
        "phone_index": None,
        "last_name_index": None,
        "language": "en",
        "partner_id": None,
        "placement": None,
        "sub_id": None,
        "is_test": False,
        "form_version": "api-1",
        "erased_at": None,
    }


def _lead(ids: dict[str, str], sold: Sold, created_at: datetime) -> dict[str, Any]:
    return {
        "id": ids["led"],
        "number": 0,
        "inquiry_id": ids["inq"],
        "school_id": sold.campaign.school_id,
        "campaign_id": sold.campaign.id,
        "state": "accepted",
        "reason_code": None,
        "program_id": "prg_example",
        "program": {},
        "other_programs": [],
        "distance_miles": None,
        "price_cents": 3500,
        "email_index": None,
        "phone_index": None,
        "is_test": False,
        "created_at": created_at,
        "fetched_at": None,
        "withdrawn_at": None,
        "erased_at": None,
    }


def _entry(lead: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": lead["id"].replace("led", "lgr"),
        "kind": "lead",
        "school_id": lead["school_id"],
        "campaign_id": lead["campaign_id"],
        "lead_id": lead["id"],
        "amount_cents": 3500,
        "period": None,
        "entered_at": CREATED_AT,
    }
