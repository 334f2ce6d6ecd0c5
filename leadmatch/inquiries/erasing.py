"""Erase: what is kept of the person who sent an inquiry goes, and every school that has them is asked to erase too.

It covers one inquiry, as everything that the token of a receipt can do (see `stopping`); whoever knew an e-mail address
could else destroy the requests of whoever owns it. What leads back to the person goes too: how far they live from the
campus, and the partner's own mark for this inquiry. Kept are the keyed hashes that suppress the person, and, sealed and
for a time that is set, the evidence of consents under which something was shared (rule L2).
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import structlog
from sqlalchemy import Connection, Engine, update

from leadmatch.inquiries.consent.evidence import keep_evidence_until, shred_now
from leadmatch.inquiries.held import HeldLead, Outcome, hold_inquiry, hold_leads
from leadmatch.kernel.database import overwrite_what_goes, writing
from leadmatch.kernel.errors import StorageUnavailableError
from leadmatch.kernel.keyed_hash import KeyedHash
from leadmatch.kernel.sealing import KeyRing, SealError
from leadmatch.leads.changing import change_lead
from leadmatch.leads.lifecycle import LeadState
from leadmatch.leads.models import Inquiry
from leadmatch.leads.suppression import suppress
from leadmatch.outbox.models import EventType
from leadmatch.outbox.writing import record_events


def erase(
    engine: Engine, token: str, *, ring: KeyRing, hashes: KeyedHash, retention_years: int, now: datetime
) -> Outcome:
    """Erase the person from an inquiry, and stop all schools.

    Args:
        engine: of the one database.
        token: of the receipt.
        ring: opens evidence, to seal into it until when it is kept.
        hashes: finds the receipt.
        retention_years: how long evidence of a shared lead is kept from now on.
        now: when.

    Raises:
        NotFoundError: there is no such receipt.
        StorageUnavailableError: the evidence of a shared lead was changed, or its key is gone; nothing was erased.
    """
    with writing(engine) as connection:
        overwrite_what_goes(connection)
        inquiry = hold_inquiry(connection, token, hashes)
        if inquiry.erased_at is not None:
            return Outcome(inquiry.erased_at, is_new=False)
        suppress(connection, inquiry.identity, None, "erase", now)
        leads = hold_leads(connection, inquiry.id)
        _erase_leads(connection, leads, now)
        connection.execute(
            update(Inquiry)
            .where(Inquiry.id == inquiry.id)
            .values(
                sealed=None,
                email_index=None,
                phone_index=None,
                last_name_index=None,
                sub_id=None,
                stopped_at=inquiry.stopped_at or now,
                erased_at=now,
            )
        )
        shared = [lead.number for lead in leads if lead.was_shared]
        try:
            keep_evidence_until(connection, ring, shared, last_day_kept(now, retention_years))
        except SealError:
            structlog.get_logger("leadmatch").error(
                "erasure-refused", inquiry=inquiry.id, advice="run leadmatch consent verify"
            )
            raise StorageUnavailableError(
                "Nothing was erased, because a record of what was agreed to cannot be read now; ask again later."
            ) from None
        shred_now(connection, [lead.number for lead in leads if not lead.was_shared], now)
        return Outcome(now, is_new=True)


def last_day_kept(now: datetime, years: int) -> date:
    """Return the same day some years later, in UTC; the first of March for a 29th of February that is missing."""
    today = now.astimezone(UTC).date()
    try:
        return today.replace(year=today.year + years)
    except ValueError:
        return date(today.year + years, 3, 1)


def _erase_leads(connection: Connection, leads: Sequence[HeldLead], now: datetime) -> None:
    for lead in leads:
        change_lead(
            connection,
            lead.id,
            LeadState.ERASED,
            done_by="visitor",
            now=now,
            email_index=None,
            phone_index=None,
            distance_miles=None,
            withdrawn_at=lead.withdrawn_at or now,
            erased_at=now,
        )
    record_events(connection, [lead.event(EventType.ERASURE_REQUESTED, now) for lead in leads if lead.was_shared])
