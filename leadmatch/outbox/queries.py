"""Reading the outbox: what schools have been told of and have not acknowledged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, func, select

from leadmatch.outbox.models import EventType, OutboxEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenEvent:
    """One event that a school has not acknowledged; `due_on` is the last day on which it must have acted."""

    lead_id: str
    school_id: str
    type: EventType
    created_at: datetime
    due_on: date | None


def open_events(
    connection: Connection, *, limit: int, school_id: str | None = None, due_before: date | None = None
) -> tuple[Sequence[OpenEvent], int]:
    """Return events that are not acknowledged, those that are due first, then the oldest; and how many there are.

    Args:
        connection: to read with.
        limit: how many to return at most.
        school_id: of this school only.
        due_before: only those that were due before this day.
    """
    conditions: list[ColumnElement[bool]] = [OutboxEvent.acknowledged_at.is_(None)]
    if school_id is not None:
        conditions.append(OutboxEvent.school_id == school_id)
    if due_before is not None:
        conditions.append(OutboxEvent.due_on < due_before)
    total = connection.execute(select(func.count()).select_from(OutboxEvent).where(*conditions)).scalar_one()
    order = (OutboxEvent.due_on.asc().nulls_last(), OutboxEvent.created_at, OutboxEvent.id)
    columns = (
        OutboxEvent.lead_id,
        OutboxEvent.school_id,
        OutboxEvent.type,
        OutboxEvent.created_at,
        OutboxEvent.due_on,
    )
    found = connection.execute(select(*columns).where(*conditions).order_by(*order).limit(limit))
    events = [
        OpenEvent(
            lead_id=row.lead_id,
            school_id=row.school_id,
            type=EventType(row.type),
            created_at=row.created_at,
            due_on=row.due_on,
        )
        for row in found
    ]
    return events, total
