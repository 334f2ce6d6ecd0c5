"""The receipt: what became of one inquiry, for whoever has its token (rule L10).

It tells of this inquiry alone. What else is on file about the person, such as an earlier stop, is told to nobody: an
e-mail address that someone else typed would reveal it.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import structlog
from sqlalchemy import Connection, Row, select

from leadmatch.inquiries.consent.chain import SALT_BYTES, evidence_row
from leadmatch.inquiries.consent.record import ConsentRecord
from leadmatch.inquiries.models import Consent, ConsentEvidence, Disclosure
from leadmatch.inquiries.receipt_token import receipt_index
from leadmatch.inquiries.rules import public_code
from leadmatch.inquiries.wording import PHONE, rendered
from leadmatch.kernel.errors import NotFoundError
from leadmatch.kernel.keyed_hash import KeyedHash
from leadmatch.kernel.sealing import KeyRing, SealError
from leadmatch.leads.contact import Visit, open_contact
from leadmatch.leads.lifecycle import LeadState
from leadmatch.leads.models import Inquiry, Lead
from leadmatch.outbox.models import EventType, OutboxEvent
from leadmatch.search.sandbox.schools import SANDBOX_SCHOOL_IDS
from leadmatch.sponsors.models import Sponsor


class ReceiptStatus(StrEnum):
    """What a lead is in a visitor's eyes."""

    NOT_SENT = "not_sent"
    SENT = "sent"
    FETCHED = "fetched"
    STOPPED = "stopped"
    ERASED = "erased"


_STATUS: Mapping[LeadState, ReceiptStatus] = {
    LeadState.REJECTED: ReceiptStatus.NOT_SENT,
    LeadState.ACCEPTED: ReceiptStatus.SENT,
    LeadState.WITHDRAWN: ReceiptStatus.STOPPED,
    LeadState.ERASED: ReceiptStatus.ERASED,
}


# One statement for the inquiry and its leads: a receipt shows one moment, also while it is being erased.
_LEADS = (
    select(
        Lead.__table__,
        Inquiry.created_at.label("sent_at"),
        Inquiry.language,
        Inquiry.stopped_at,
        Inquiry.erased_at.label("inquiry_erased_at"),
        Inquiry.sealed.label("contact"),
        Sponsor.name.label("sponsor_name"),
        Disclosure.id.label("disclosure_id"),
        Disclosure.text.label("template"),
        Disclosure.language.label("template_language"),
        Disclosure.channels.label("offered"),
        ConsentEvidence.sealed.label("evidence"),
        ConsentEvidence.keep_until,
        ConsentEvidence.shredded_at,
    )
    .join(Inquiry, Inquiry.id == Lead.inquiry_id)
    .join(Consent, Consent.lead_id == Lead.id)
    .join(Disclosure, Disclosure.id == Consent.disclosure_id)
    .join(Sponsor, Sponsor.school_id == Disclosure.school_id)
    .outerjoin(ConsentEvidence, ConsentEvidence.consent_number == Consent.number)
    .order_by(Lead.number)
)
# Required of everyone who asks (rule L3), and part of every lead that a school sees.
_ALWAYS_SHARED = ("first_name", "last_name", "email", "zip", "education_level", "start_timeframe", "ip")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptEvent:
    """One thing that a school was told.

    Args:
        due_on: the last day on which it must have acted; None where no law sets one.
        acknowledged_at: when it said that it knows; None: not yet.
    """

    type: EventType
    told_at: datetime
    due_on: date | None
    acknowledged_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLead:
    """The inquiry at one school.

    Args:
        school_name: as it was shown when the visitor agreed.
        program_titles: the first one chosen, then the others.
        reason_code: why it was not sent, as anyone may know; None where it was sent, or would have been outside the
            sandbox.
        was_shared: whether the school could ever see it.
        shared_fields: names of what the school could see of the person, e.g. ``email``; ``source`` stands for where the
            visit came from. Of what is on file: empty where nothing was shared, or nothing is kept of it any more.
        sent_at: since when the school can see it; None where it was never shared.
        fetched_at: when the school first had it.
        withdrawn_at: when the visitor stopped this school.
        wording: the text that was agreed to; once the inquiry is erased, with words in place of the phone number.
        is_exact: whether it is that very text.
        wording_language: of that text.
        channels: that were agreed to.
        events: what the school was told, oldest first.
        evidence_kept_until: after an erasure, the last day on which the consent's evidence is kept, sealed.
        evidence_shredded_at: when it was destroyed.
        is_unreadable: whether the evidence is on file and cannot be opened, so that `wording` and `channels` are only
            those that were offered.
    """

    id: str
    school_id: str
    school_name: str
    program_titles: tuple[str, ...]
    status: ReceiptStatus
    reason_code: str | None
    was_shared: bool
    shared_fields: tuple[str, ...]
    sent_at: datetime | None
    fetched_at: datetime | None
    withdrawn_at: datetime | None
    disclosure_id: str
    wording: str
    is_exact: bool
    wording_language: str
    channels: tuple[str, ...]
    events: tuple[ReceiptEvent, ...]
    evidence_kept_until: date | None
    evidence_shredded_at: datetime | None
    is_unreadable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of one inquiry.

    Args:
        time_zone: the visitor's, as an IANA name; None where it is not on file any more.
        is_sandbox: whether its schools are those of the sandbox, so that nothing of it went anywhere.
        has_contact: whether name, e-mail and phone are still kept.
        stopped_at: when the visitor stopped all schools through this receipt.
        leads: in the order in which the schools were chosen.
    """

    inquiry_id: str
    created_at: datetime
    time_zone: str | None
    language: str
    is_test: bool
    is_sandbox: bool
    has_contact: bool
    stopped_at: datetime | None
    erased_at: datetime | None
    leads: tuple[ReceiptLead, ...]


def read_receipt(connection: Connection, token: str, *, ring: KeyRing, hashes: KeyedHash) -> Receipt:
    """Return the receipt that a token opens.

    Raises:
        NotFoundError: there is no such receipt.
    """
    index = receipt_index(token, hashes)
    rows = connection.execute(_LEADS.where(Inquiry.receipt_index == index)).all()
    if not rows:
        raise NotFoundError
    first = rows[0]
    records = {row.id: _record(row, ring) for row in rows}
    events = _events_of(connection, list(records))
    is_erased = first.inquiry_erased_at is not None
    visit = _visit(first, ring)
    return Receipt(
        inquiry_id=first.inquiry_id,
        created_at=first.sent_at,
        time_zone=next((each.time_zone for each in records.values() if each), None),
        language=first.language,
        is_test=first.is_test,
        is_sandbox=first.school_id in SANDBOX_SCHOOL_IDS,
        has_contact=not is_erased,
        stopped_at=first.stopped_at,
        erased_at=first.inquiry_erased_at,
        leads=tuple(_lead(row, records[row.id], visit, events[row.id]) for row in rows),
    )


def _record(row: Row[Any], ring: KeyRing) -> ConsentRecord | None:
    if row.evidence is None:
        return None
    try:
        opened = ring.open(row.evidence, row=evidence_row(row.number, row.keep_until))
        return ConsentRecord.from_bytes(opened[SALT_BYTES:])
    except (SealError, ValueError):
        structlog.get_logger("leadmatch").error(
            "evidence-unreadable", consent=row.number, advice="run leadmatch consent verify"
        )
        return None


def _visit(row: Row[Any], ring: KeyRing) -> Visit | None:
    """Return the visit, as far as it is on file; schools are not shown what cannot be opened either."""
    if row.contact is None:
        return None
    try:
        return open_contact(row.contact, inquiry_id=row.inquiry_id, ring=ring).visit
    except SealError:
        structlog.get_logger("leadmatch").error("contact-unreadable", inquiry=row.inquiry_id)
        return None


def _events_of(connection: Connection, lead_ids: list[str]) -> Mapping[str, list[ReceiptEvent]]:
    found = connection.execute(
        select(OutboxEvent.__table__)
        .where(OutboxEvent.lead_id.in_(lead_ids))
        .order_by(OutboxEvent.created_at, OutboxEvent.type)
    )
    events: dict[str, list[ReceiptEvent]] = defaultdict(list)
    for row in found:
        events[row.lead_id].append(
            ReceiptEvent(
                type=EventType(row.type),
                told_at=row.created_at,
                due_on=row.due_on,
                acknowledged_at=row.acknowledged_at,
            )
        )
    return events


def _lead(row: Row[Any], record: ConsentRecord | None, visit: Visit | None, events: list[ReceiptEvent]) -> ReceiptLead:
    in_sandbox = row.school_id in SANDBOX_SCHOOL_IDS
    was_shared = row.reason_code is None and not in_sandbox
    status = _STATUS.get(LeadState(row.state), ReceiptStatus.FETCHED)
    # After an erasure the evidence is kept to answer for the consent, not to show the number again.
    is_erased = row.inquiry_erased_at is not None
    without_number = rendered(row.template, row.template_language, None)
    wording = without_number if is_erased or record is None else record.text
    return ReceiptLead(
        id=row.id,
        school_id=row.school_id,
        school_name=record.school_name if record else row.sponsor_name,
        program_titles=tuple(each["title"] for each in (row.program, *row.other_programs)),
        status=ReceiptStatus.NOT_SENT if in_sandbox and status is ReceiptStatus.SENT else status,
        reason_code=public_code(row.reason_code),
        was_shared=was_shared,
        shared_fields=_shared_fields(record, visit) if was_shared and record else (),
        sent_at=row.created_at if was_shared else None,
        fetched_at=row.fetched_at,
        withdrawn_at=row.withdrawn_at,
        disclosure_id=row.disclosure_id,
        wording=wording,
        is_exact=PHONE not in row.template or (record is not None and record.text == wording),
        wording_language=row.template_language,
        channels=record.channels if record else row.offered,
        events=tuple(events),
        evidence_kept_until=row.keep_until,
        evidence_shredded_at=row.shredded_at,
        is_unreadable=record is None and row.shredded_at is None,
    )


def _shared_fields(record: ConsentRecord, visit: Visit | None) -> tuple[str, ...]:
    source = record.partner_id or record.placement or record.sub_id or (visit and (visit.landing_url or visit.utm))
    given = {"phone": record.phone, "page_url": record.page_url, "source": source}
    return (*_ALWAYS_SHARED, *(name for name, value in given.items() if value))
