"""Stop one school, or all of them: the person is suppressed, and every school that has them is told (rule L10).

The token of a receipt proves one inquiry and no more, for nobody has shown that the e-mail address in it is theirs. So
only this inquiry's leads are withdrawn. The suppression reaches further, to whatever is sent under the same e-mail
address or phone number from now on: it destroys nothing and tells nothing.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, Engine, update

from leadmatch.inquiries.held import HeldLead, Outcome, hold_inquiry, hold_leads
from leadmatch.kernel.database import writing
from leadmatch.kernel.errors import NotFoundError
from leadmatch.kernel.keyed_hash import KeyedHash
from leadmatch.leads.changing import change_lead
from leadmatch.leads.lifecycle import LeadState
from leadmatch.leads.models import Inquiry, Lead
from leadmatch.leads.suppression import suppress
from leadmatch.outbox.models import EventType
from leadmatch.outbox.writing import record_events


def stop_school(engine: Engine, token: str, school_id: str, *, hashes: KeyedHash, now: datetime) -> Outcome:
    """Share the person with this school no more, and tell it so if it has them.

    Raises:
        NotFoundError: there is no such receipt, or it names no such school.
    """
    with writing(engine) as connection:
        inquiry = hold_inquiry(connection, token, hashes)
        lead = next((each for each in hold_leads(connection, inquiry.id) if each.school_id == school_id), None)
        if lead is None:
            raise NotFoundError
        if lead.withdrawn_at is not None:
            return Outcome(lead.withdrawn_at, is_new=False)
        suppress(connection, inquiry.identity, school_id, "stop_one", now)
        _withdraw(connection, [lead], now)
        return Outcome(now, is_new=True)


def stop_all(engine: Engine, token: str, *, hashes: KeyedHash, now: datetime) -> Outcome:
    """Share the person with no school any more, and tell those that have them through this inquiry.

    Raises:
        NotFoundError: there is no such receipt.
    """
    with writing(engine) as connection:
        inquiry = hold_inquiry(connection, token, hashes)
        if inquiry.stopped_at is not None:
            return Outcome(inquiry.stopped_at, is_new=False)
        suppress(connection, inquiry.identity, None, "stop_all", now)
        leads = hold_leads(connection, inquiry.id)
        _withdraw(connection, [lead for lead in leads if lead.withdrawn_at is None], now)
        connection.execute(update(Inquiry).where(Inquiry.id == inquiry.id).values(stopped_at=now))
        return Outcome(now, is_new=True)


def _withdraw(connection: Connection, leads: Iterable[HeldLead], now: datetime) -> None:
    """Withdraw leads; one that was never accepted keeps its state, for there is nothing to take back."""
    events = []
    for lead in leads:
        if lead.was_taken:
            change_lead(connection, lead.id, LeadState.WITHDRAWN, done_by="visitor", now=now, withdrawn_at=now)
            if lead.was_shared:
                events.append(lead.event(EventType.WITHDRAWN, now))
        else:
            connection.execute(update(Lead).where(Lead.id == lead.id).values(withdrawn_at=now))
    record_events(connection, events)
