"""The states of contracts and campaigns, and what brings them from one to another."""

from collections.abc import Mapping
from typing import Final

ACTIONS: Final[Mapping[str, str]] = {"pause": "paused", "resume": "active", "close": "closed"}
ALLOWED: Final[Mapping[str, frozenset[str]]] = {
    "active": frozenset({"pause", "close"}),
    "paused": frozenset({"resume", "close"}),
    "closed": frozenset(),
}


class SponsorStateError(Exception):
    """A contract or campaign is in a state that does not allow what was asked for."""


def require_allowed(what: str, state: str, action: str) -> None:
    """Refuse an action that the table does not know.

    Raises:
        SponsorStateError: names the state, and what to do where it is the last one.
    """
    if action not in ALLOWED[state]:
        way_on = "; what is closed stays closed, create a new one instead" if state == "closed" else ""
        raise SponsorStateError(f"the {what} is {state}; nothing was changed{way_on}")
