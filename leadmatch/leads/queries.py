"""Reading the leads that a school has been given.

A school sees a lead if it was accepted once, whatever became of it: a rejected one keeps its `reason_code` for good,
also when the person withdraws or erases it later, and is never told of.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, exists, select

from leadmatch.leads.lifecycle import LeadState
from leadmatch.leads.models import Inquiry, Lead
from leadmatch.outbox.models import EventType, OutboxEvent

# What a lead that a school sees can be.
SHARED_STATES = tuple(state for state in LeadState if state not in {LeadState.RECEIVED, LeadState.REJECTED})
_WAS_ACCEPTED = (Lead.reason_code.is_(None), Lead.state.in_(SHARED_STATES))


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadFilter:
    """Which of its leads a school asks for; all that is given must hold.

    Args:
        states: any of these; empty: every state.
        since: created at this moment or later.
        program_id: of the program that the lead is about.
        awaiting: told of any of these events and not acknowledged yet; empty: whatever was acknowledged.
    """

    states: tuple[str, ...] = ()
    since: datetime | None = None
    program_id: str | None = None
    awaiting: tuple[EventType, ...] = ()


class LeadRecord(NamedTuple):
    """A lead with what its inquiry says; `sealed` is None once the person was erased."""

    id: str
    number: int
    inquiry_id: str
    campaign_id: str | None
    state: str
    reason_code: str | None
    program_id: str
    program: dict[str, Any]
    other_programs: list[dict[str, Any]]
    distance_miles: float | None
    price_cents: int | None
    is_test: bool
    created_at: datetime
    fetched_at: datetime | None
    withdrawn_at: datetime | None
    sealed: bytes | None
    partner_id: str | None
    placement: str | None
    sub_id: str | None


_OF_INQUIRY = (Inquiry.sealed, Inquiry.partner_id, Inquiry.placement, Inquiry.sub_id)
_OF_LEAD = tuple(getattr(Lead, name) for name in LeadRecord._fields[: -len(_OF_INQUIRY)])


def leads_of_school(
    connection: Connection, school_id: str, wanted: LeadFilter, *, after: int, limit: int
) -> Sequence[LeadRecord]:
    """Return leads in the order in which they were accepted.

    Args:
        connection: to read with.
        school_id: whose.
        wanted: which.
        after: number of the last lead that was seen before; 0 where none was.
        limit: how many at most.
    """
    asked = _shared_with(school_id).where(Lead.number > after, *_conditions(wanted)).order_by(Lead.number).limit(limit)
    return [LeadRecord._make(row) for row in connection.execute(asked)]


def lead_of_school(connection: Connection, school_id: str, lead_id: str) -> LeadRecord | None:
    """Return a lead; None where there is none of that id, or it is not this school's: the two take the same way."""
    found = connection.execute(_shared_with(school_id).where(Lead.id == lead_id)).one_or_none()
    return None if found is None else LeadRecord._make(found)


def locked_state(connection: Connection, school_id: str, lead_id: str) -> LeadState | None:
    """Return the state of a lead that nobody else can change until the caller's transaction ends; None as above."""
    asked = select(Lead.state).where(Lead.id == lead_id, Lead.school_id == school_id, *_WAS_ACCEPTED)
    found = connection.execute(asked.with_for_update()).scalar()
    return None if found is None else LeadState(found)


def _shared_with(school_id: str) -> Select[*tuple[Any, ...]]:
    return (
        select(*_OF_LEAD, *_OF_INQUIRY)
        .join(Inquiry, Inquiry.id == Lead.inquiry_id)
        .where(Lead.school_id == school_id, *_WAS_ACCEPTED)
    )


def _conditions(wanted: LeadFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.states:
        conditions.append(Lead.state.in_(wanted.states))
    if wanted.since is not None:
        conditions.append(Lead.created_at >= wanted.since)
    if wanted.program_id is not None:
        conditions.append(Lead.program_id == wanted.program_id)
    if wanted.awaiting:
        event = (OutboxEvent.lead_id == Lead.id, OutboxEvent.type.in_(wanted.awaiting))
        conditions.append(exists().where(*event, OutboxEvent.acknowledged_at.is_(None)))
    return conditions
