"""The states of a lead, and which may follow which (rule L8)."""

from collections.abc import Mapping
from enum import StrEnum


class LeadState(StrEnum):
    """What a lead is at this moment."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    DELIVERED = "delivered"
    RETURN_REQUESTED = "return_requested"
    RETURNED = "returned"
    RETURN_DENIED = "return_denied"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


_ANY_TIME = frozenset({LeadState.WITHDRAWN, LeadState.ERASED})
ALLOWED_NEXT: Mapping[LeadState, frozenset[LeadState]] = {
    LeadState.RECEIVED: frozenset({LeadState.ACCEPTED, LeadState.REJECTED}) | _ANY_TIME,
    LeadState.ACCEPTED: frozenset({LeadState.DELIVERED}) | _ANY_TIME,
    LeadState.REJECTED: _ANY_TIME,
    LeadState.DELIVERED: frozenset({LeadState.RETURN_REQUESTED}) | _ANY_TIME,
    LeadState.RETURN_REQUESTED: frozenset({LeadState.RETURNED, LeadState.RETURN_DENIED}) | _ANY_TIME,
    LeadState.RETURNED: _ANY_TIME,
    LeadState.RETURN_DENIED: _ANY_TIME,
    LeadState.WITHDRAWN: frozenset({LeadState.ERASED}),
    LeadState.ERASED: frozenset(),
}


class LeadStateError(Exception):
    """A lead cannot go from the state that it is in to the one that was asked for."""


def require_allowed(before: LeadState, after: LeadState) -> None:
    """Refuse a change that the table does not know.

    Raises:
        LeadStateError: names both states.
    """
    if after not in ALLOWED_NEXT[before]:
        raise LeadStateError(f"a lead that is {before} cannot become {after}")
