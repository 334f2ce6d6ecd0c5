"""What a school does when it takes note of an event of its lead (rules L8 and L10)."""

from datetime import datetime

from sqlalchemy import Engine

from leadmatch.kernel.database import writing
from leadmatch.kernel.errors import Fault, InvalidRequestError, NotFoundError
from leadmatch.leads.changing import change_lead
from leadmatch.leads.lifecycle import LeadState
from leadmatch.leads.queries import locked_state
from leadmatch.outbox.models import EventType
from leadmatch.outbox.writing import acknowledge


def acknowledge_event(
    engine: Engine, school_id: str, lead_id: str, event: EventType, *, by: str, now: datetime
) -> datetime:
    """Take note that a school knows of an event, and return when it was acknowledged first.

    A lead that is acknowledged as created is delivered; the other events change nothing but that they are known.

    Args:
        engine: the database.
        school_id: who acknowledges.
        lead_id: of its lead.
        event: what it knows of.
        by: through what, see `OutboxEvent`.
        now: when.

    Raises:
        NotFoundError: there is no lead of that id, or it is not this school's.
        InvalidRequestError: nothing of the kind has happened to the lead.
    """
    with writing(engine) as connection:
        state = locked_state(connection, school_id, lead_id)
        if state is None:
            raise NotFoundError
        acknowledged = acknowledge(connection, event, lead_id=lead_id, by=by, now=now)
        if acknowledged is None:
            advice = "This has not happened to the lead; send one of the events that it lists."
            raise InvalidRequestError([Fault("/event", "no-such-event", advice)])
        if event is EventType.CREATED and state is LeadState.ACCEPTED:
            change_lead(connection, lead_id, LeadState.DELIVERED, done_by="school", now=now)
    return acknowledged[0]
