"""A decided inquiry as rows: the inquiry, its leads, their ledger entries and their events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert

from leadmatch.geo.gazetteer import Place
from leadmatch.inquiries.choices import Choice
from leadmatch.inquiries.consent.chain import ConsentDraft
from leadmatch.inquiries.consent.record import ConsentRecord
from leadmatch.inquiries.intake import Intake
from leadmatch.inquiries.receipt_token import receipt_index
from leadmatch.inquiries.rules import Decision
from leadmatch.inquiries.submission import GivenConsent, Submission
from leadmatch.inquiries.wording import Wording
from leadmatch.kernel.prepared import Prepared
from leadmatch.leads.contact import Contact, seal_contact
from leadmatch.leads.earnings import Earner, lead_earning
from leadmatch.leads.identity import Identity
from leadmatch.leads.ledger import lead_entry
from leadmatch.leads.lifecycle import LeadState
from leadmatch.leads.models import Inquiry, Lead, LedgerEntry, PartnerEarning
from leadmatch.outbox.models import EventType
from leadmatch.outbox.writing import event_row, record_events
from leadmatch.sponsors.terms import CampaignTerms

_INSERT_INQUIRY = Prepared(insert(Inquiry))
_INSERT_LEAD = Prepared(insert(Lead))
_INSERT_ENTRY = Prepared(insert(LedgerEntry))
_INSERT_EARNING = Prepared(insert(PartnerEarning))


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedLead:
    """What becomes of an inquiry at one school."""

    id: str
    consent_id: str
    choice: Choice
    decision: Decision
    consent: GivenConsent

    @property
    def state(self) -> LeadState:
        """Accepted where nothing stood against it."""
        return LeadState.ACCEPTED if self.decision.code is None else LeadState.REJECTED


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInquiry:
    """An inquiry that is being taken in.

    Args:
        earns: the partner that it came through; None where nobody earns by it.
    """

    id: str
    submission: Submission
    identity: Identity
    place: Place
    now: datetime
    earns: Earner | None = None


def write_inquiry(connection: Connection, new: NewInquiry, receipt_token: str, intake: Intake) -> None:
    """Write the inquiry, the person sealed."""
    submission, identity = new.submission, new.identity
    contact = Contact(submission.person, submission.visit)
    row = {
        "id": new.id,
        "created_at": new.now,
        "receipt_index": receipt_index(receipt_token, intake.hashes),
        "sealed": seal_contact(contact, inquiry_id=new.id, ring=intake.ring),
        "email_index": identity.email,
        "phone_index": identity.phone,
        "last_name_index": identity.last_name,
        "language": submission.language,
        "partner_id": submission.partner_id,
        "placement": submission.placement,
        "sub_id": submission.sub_id,
        "is_test": submission.is_test,
        "form_version": submission.form_version,
    }
    _INSERT_INQUIRY.run(connection, [row])


def consent_draft(new: NewInquiry, decided: DecidedLead, wordings: Mapping[str, Wording]) -> ConsentDraft:
    """Return the consent to one school, before it has its place in the chain."""
    wording = wordings[decided.choice.school_id]
    record = ConsentRecord.of(
        new.submission,
        decided.consent,
        wording,
        consent_id=decided.consent_id,
        inquiry_id=new.id,
        lead_id=decided.id,
        time_zone=new.place.time_zone,
        agreed_at=new.now,
        program_ids=[program.asked.id for program in decided.choice.programs],
    )
    return ConsentDraft(
        id=decided.consent_id,
        lead_id=decided.id,
        inquiry_id=new.id,
        school_id=decided.choice.school_id,
        disclosure_id=wording.id,
        language=wording.language,
        is_test=new.submission.is_test,
        agreed_at=new.now,
        record=record.to_bytes(),
    )


def write_leads(
    connection: Connection, new: NewInquiry, decided: Sequence[DecidedLead], numbers: Sequence[int]
) -> None:
    """Write the leads, each with its consent's number; for the accepted ones what they cost and earn, and the event."""
    rows = [_lead_row(new, each, number) for each, number in zip(decided, numbers, strict=True)]
    _INSERT_LEAD.run(connection, rows)
    accepted = [(each.id, each.decision.campaign) for each in decided if each.decision.campaign is not None]
    if not accepted:
        return
    entries = [lead_entry(lead_id, campaign, new.now) for lead_id, campaign in accepted]
    _INSERT_ENTRY.run(connection, entries)
    if new.earns is not None:
        _INSERT_EARNING.run(connection, _earnings(new, new.earns, accepted))
    events = [
        event_row(EventType.CREATED, lead_id=lead_id, school_id=campaign.school_id, now=new.now)
        for lead_id, campaign in accepted
    ]
    record_events(connection, events)


def _earnings(new: NewInquiry, earns: Earner, accepted: Sequence[tuple[str, CampaignTerms]]) -> list[dict[str, object]]:
    placement = new.submission.placement
    return [
        lead_earning(lead_id, campaign.lead_price_cents, earns, placement, new.now) for lead_id, campaign in accepted
    ]


def _lead_row(new: NewInquiry, decided: DecidedLead, number: int) -> dict[str, object]:
    campaign, choice = decided.decision.campaign, decided.choice
    return {
        "id": decided.id,
        "number": number,
        "inquiry_id": new.id,
        "school_id": choice.school_id,
        "campaign_id": campaign and campaign.id,
        "state": decided.state,
        "reason_code": decided.decision.code,
        "program_id": choice.first.asked.id,
        "program": choice.first.kept,
        "other_programs": [program.kept for program in choice.programs[1:]],
        "distance_miles": choice.distance_miles(new.place),
        "price_cents": campaign and campaign.lead_price_cents,
        "email_index": new.identity.email,
        "phone_index": new.identity.phone,
        "is_test": new.submission.is_test,
        "created_at": new.now,
    }
