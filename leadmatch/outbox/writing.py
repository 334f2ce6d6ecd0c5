"""The one writer of the outbox: events join the transaction that makes them true, and are acknowledged once."""

from datetime import date, datetime

from sqlalchemy import Connection, insert, select, update

from leadmatch.kernel.ids import new_id
from leadmatch.kernel.prepared import Prepared
from leadmatch.outbox.models import EventType, OutboxEvent

_INSERT = Prepared(insert(OutboxEvent))


def event_row(
    kind: EventType, *, lead_id: str, school_id: str, now: datetime, due_on: date | None = None
) -> dict[str, object]:
    """Return the row of a new event."""
    return {
        "id": new_id("evt"),
        "type": kind,
        "school_id": school_id,
        "lead_id": lead_id,
        "created_at": now,
        "due_on": due_on,
        "acknowledged_at": None,
        "acknowledged_by": None,
    }


def record_events(connection: Connection, rows: list[dict[str, object]]) -> None:
    """Write events; part of the caller's transaction."""
    if rows:
        _INSERT.run(connection, rows)


def acknowledge(
    connection: Connection, kind: EventType, *, lead_id: str, by: str, now: datetime
) -> tuple[datetime, bool] | None:
    """Take note that a school knows of an event; part of the caller's transaction.

    Returns:
        When it was acknowledged first, and whether that is now; None where there is no such event.
    """
    of_event = (OutboxEvent.lead_id == lead_id, OutboxEvent.type == kind)
    changed = connection.execute(
        update(OutboxEvent)
        .where(*of_event, OutboxEvent.acknowledged_at.is_(None))
        .values(acknowledged_at=now, acknowledged_by=by)
    )
    if changed.rowcount:
        return now, True
    first: datetime | None = connection.execute(select(OutboxEvent.acknowledged_at).where(*of_event)).scalar()
    return None if first is None else (first, False)
