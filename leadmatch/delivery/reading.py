"""How a school reads its leads: page by page, one by one, or all in batches; reading changes nothing (rule L8).

A row that cannot be opened, because it was changed or its key is gone, keeps nobody from the others: the lead is shown
without it. A lead whose consent is not on file at all is shown to nobody. `leadmatch consent verify` names them all.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy import Connection, Engine

from leadmatch.delivery.consents import shown_consents
from leadmatch.delivery.cursor import CursorError, read_cursor, write_cursor
from leadmatch.delivery.lead_item import SharedLead
from leadmatch.kernel.errors import Fault, InvalidRequestError, NotFoundError
from leadmatch.kernel.keyed_hash import KeyedHash
from leadmatch.kernel.sealing import KeyRing, SealError
from leadmatch.leads.contact import Contact, open_contact
from leadmatch.leads.queries import LeadFilter, LeadRecord, lead_of_school, leads_of_school
from leadmatch.outbox.lead_events import LeadEvent, events_of_leads

_BATCH = 500


@dataclass(frozen=True, slots=True)
class LeadPage:
    """Some leads in the order in which they were accepted.

    Args:
        next_cursor: where the rest begins; None where there is no rest yet.
        resume_cursor: where leads that are still to come will begin, or the rest.
    """

    leads: Sequence[SharedLead]
    next_cursor: str | None
    resume_cursor: str


@dataclass(frozen=True, slots=True)
class LeadReading:
    """What reading leads needs.

    Args:
        engine: the database.
        ring: opens what is sealed.
        hashes: bind cursors to their reader.
    """

    engine: Engine
    ring: KeyRing
    hashes: KeyedHash

    def page(self, school_id: str, wanted: LeadFilter, *, cursor: str | None, limit: int) -> LeadPage:
        """Return the leads after a cursor, or from the first on.

        Raises:
            InvalidRequestError: the cursor is not one of this school with these filters.
        """
        after = 0 if cursor is None else self._place(cursor, school_id, wanted)
        with self.engine.connect() as connection:
            found = leads_of_school(connection, school_id, wanted, after=after, limit=limit + 1)
            leads = self._told(connection, found[:limit])
        last = found[:limit][-1].number if found else after
        resume = write_cursor(last, school_id=school_id, wanted=wanted, hashes=self.hashes)
        return LeadPage(leads, resume if len(found) > limit else None, resume)

    def one(self, school_id: str, lead_id: str) -> SharedLead:
        """Return a lead.

        Raises:
            NotFoundError: there is none of that id, it is not this school's, or its consent is not on file.
        """
        with self.engine.connect() as connection:
            found = lead_of_school(connection, school_id, lead_id)
            told = self._told(connection, [found]) if found else []
        if not told:
            raise NotFoundError
        return told[0]

    def batches(self, school_id: str, wanted: LeadFilter) -> Iterator[Sequence[SharedLead]]:
        """Yield all leads, some at a time, without their events.

        Between two batches no connection is held, however slow the reader is.
        """
        after = 0
        while True:
            with self.engine.connect() as connection:
                found = leads_of_school(connection, school_id, wanted, after=after, limit=_BATCH)
                leads = self._opened(connection, found, {})
            if leads:
                yield leads
            if len(found) < _BATCH:
                return
            after = found[-1].number

    def _place(self, cursor: str, school_id: str, wanted: LeadFilter) -> int:
        try:
            return read_cursor(cursor, school_id=school_id, wanted=wanted, hashes=self.hashes)
        except CursorError:
            advice = "Send a cursor of an earlier answer as it was given, with the same filters, or leave it out."
            raise InvalidRequestError([Fault("cursor", "invalid-cursor", advice)]) from None

    def _told(self, connection: Connection, leads: Sequence[LeadRecord]) -> list[SharedLead]:
        return self._opened(connection, leads, events_of_leads(connection, [lead.id for lead in leads]))

    def _opened(
        self, connection: Connection, leads: Sequence[LeadRecord], events: Mapping[str, Sequence[LeadEvent]]
    ) -> list[SharedLead]:
        erased = frozenset(lead.number for lead in leads if lead.sealed is None)
        consents = shown_consents(connection, self.ring, [lead.number for lead in leads], erased=erased)
        opened = [
            SharedLead(lead, self._contact(lead), consents[lead.number], events.get(lead.id, ()))
            for lead in leads
            if lead.number in consents
        ]
        unreadable = [shared.lead.id for shared in opened if shared.unreadable]
        if unreadable or len(opened) < len(leads):
            structlog.get_logger("leadmatch").error(
                "leads-unreadable",
                unreadable=len(unreadable),
                without_consent=len(leads) - len(opened),
                first=next(iter(unreadable), None),
                advice="run leadmatch consent verify",
            )
        return opened

    def _contact(self, lead: LeadRecord) -> Contact | None:
        if lead.sealed is None:
            return None
        try:
            return open_contact(lead.sealed, inquiry_id=lead.inquiry_id, ring=self.ring)
        except SealError:
            return None
