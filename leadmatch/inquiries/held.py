"""An inquiry and its leads, held by a transaction that does what its visitor asks for through the receipt."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, select

from leadmatch.inquiries.receipt_token import inquiry_of_receipt
from leadmatch.kernel.keyed_hash import KeyedHash
from leadmatch.leads.identity_locks import lock_identity
from leadmatch.leads.lifecycle import LeadState
from leadmatch.leads.models import Inquiry, Lead
from leadmatch.outbox.due import due_on
from leadmatch.outbox.models import EventType
from leadmatch.outbox.writing import event_row
from leadmatch.search.sandbox.schools import SANDBOX_SCHOOL_IDS
from leadmatch.sponsors.models import Sponsor


@dataclass(frozen=True, slots=True)
class Outcome:
    """What asking for something has done.

    Args:
        at: when it was asked for first.
        is_new: whether that is now.
    """

    at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldInquiry:
    """What a change depends on.

    Args:
        identity: the hashes of the person, as in `Identity.values`; none once it is erased, nor in the sandbox: nothing
            that is asked for there is about the real person.
    """

    id: str
    identity: tuple[bytes, ...]
    stopped_at: datetime | None
    erased_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLead:
    """One lead of it.

    Args:
        number: also that of its consent.
        time_zone: of the school.
        was_taken: whether it was accepted.
        was_shared: whether the school could ever see it, and so has to be told what becomes of it.
    """

    id: str
    number: int
    school_id: str
    time_zone: str
    state: LeadState
    was_taken: bool
    was_shared: bool
    withdrawn_at: datetime | None

    def event(self, kind: EventType, now: datetime) -> dict[str, object]:
        """Return the event that tells the school, with the day by which it must have acted."""
        due = due_on(now, self.time_zone)
        return event_row(kind, lead_id=self.id, school_id=self.school_id, now=now, due_on=due)


def hold_inquiry(connection: Connection, token: str, hashes: KeyedHash) -> HeldInquiry:
    """Return the inquiry of a receipt; nobody else changes it, or decides about its person, until the transaction ends.

    Raises:
        NotFoundError: there is no such receipt.
    """
    inquiry_id = inquiry_of_receipt(connection, token, hashes)
    in_sandbox = exists().where(Lead.inquiry_id == Inquiry.id, Lead.school_id.in_(SANDBOX_SCHOOL_IDS))
    asked = select(
        Inquiry.email_index, Inquiry.phone_index, Inquiry.stopped_at, Inquiry.erased_at, in_sandbox.label("is_sandbox")
    ).where(Inquiry.id == inquiry_id)
    # First the person, then the row: in the order of everyone who decides about a person.
    before = connection.execute(asked).one()
    lock_identity(connection, [each for each in (before.email_index, before.phone_index) if each is not None])
    held = connection.execute(asked.with_for_update(of=Inquiry)).one()
    indexes = () if held.is_sandbox else (held.email_index, held.phone_index)
    return HeldInquiry(
        id=inquiry_id,
        identity=tuple(sorted(each for each in indexes if each is not None)),
        stopped_at=held.stopped_at,
        erased_at=held.erased_at,
    )


def hold_leads(connection: Connection, inquiry_id: str) -> tuple[HeldLead, ...]:
    """Return the leads of an inquiry by number; a school that fetches or acknowledges one meanwhile waits."""
    found = connection.execute(
        select(Lead.id, Lead.number, Lead.school_id, Lead.state, Lead.reason_code, Lead.withdrawn_at, Sponsor.time_zone)
        .join(Sponsor, Sponsor.school_id == Lead.school_id)
        .where(Lead.inquiry_id == inquiry_id)
        .order_by(Lead.number)
        .with_for_update(of=Lead)
    )
    return tuple(
        HeldLead(
            id=row.id,
            number=row.number,
            school_id=row.school_id,
            time_zone=row.time_zone,
            state=LeadState(row.state),
            was_taken=row.reason_code is None,
            was_shared=row.reason_code is None and row.school_id not in SANDBOX_SCHOOL_IDS,
            withdrawn_at=row.withdrawn_at,
        )
        for row in found
    )
