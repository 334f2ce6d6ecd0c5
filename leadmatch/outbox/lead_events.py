"""What happened to a lead that its school is to know of, and whether the school has acknowledged it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from leadmatch.outbox.models import OutboxEvent


class LeadEvent(NamedTuple):
    """One event of a lead; see `OutboxEvent`."""

    type: str
    created_at: datetime
    due_on: date | None
    acknowledged_at: datetime | None


def events_of_leads(connection: Connection, lead_ids: Sequence[str]) -> dict[str, list[LeadEvent]]:
    """Return the events of each of these leads, the oldest first; a lead without one is left out."""
    asked = (
        select(
            OutboxEvent.lead_id,
            OutboxEvent.type,
            OutboxEvent.created_at,
            OutboxEvent.due_on,
            OutboxEvent.acknowledged_at,
        )
        .where(OutboxEvent.lead_id.in_(lead_ids))
        .order_by(OutboxEvent.created_at, OutboxEvent.id)
    )
    found: dict[str, list[LeadEvent]] = {}
    if not lead_ids:
        return found
    for lead_id, kind, created_at, due_on, acknowledged_at in connection.execute(asked):
        found.setdefault(lead_id, []).append(LeadEvent(kind, created_at, due_on, acknowledged_at))
    return found
