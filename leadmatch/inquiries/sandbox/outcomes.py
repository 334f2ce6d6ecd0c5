"""What becomes of an inquiry in the sandbox: by the e-mail address, else by the ZIP code; docs/sandbox.md lists it all.

The word after the last ``+`` of the name in an address decides: ``ada+cap_reached@example.org``. Without one, or with a
word that is not of these tables, the state of the ZIP code does; elsewhere everything is accepted.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from leadmatch.geo.gazetteer import Place
from leadmatch.search.sandbox.schools import ENROLLS_NOBODY_ONLINE_IN
from leadmatch.sponsors.asked import AskedProgram
from leadmatch.sponsors.checks import RejectCode

ACCEPTED: Final = "accepted"
BEYOND_REACH: Final = "AK"  # programs on campus take nobody from there


class Trouble(StrEnum):
    """Why an inquiry is refused as a whole, by the slug of the problem."""

    CHALLENGE_REQUIRED = "challenge-required"
    DISCLOSURE_CHANGED = "disclosure-changed"
    REQUEST_IN_FLIGHT = "request-in-flight"
    STORAGE_UNAVAILABLE = "storage-unavailable"


TROUBLES: Final[Mapping[str, Trouble]] = {trouble.replace("-", "_"): trouble for trouble in Trouble}
_CODES: Final[Mapping[str, RejectCode]] = {code.value: code for code in RejectCode}


def trouble_of(email: str) -> Trouble | None:
    """Return why an inquiry under this address is refused as a whole; None where it is not."""
    return TROUBLES.get(_word_of(email))


def code_of(email: str, place: Place, program: AskedProgram) -> RejectCode | None:
    """Return why a school does not get an inquiry; None where it would.

    Args:
        email: of the person.
        place: of the person.
        program: the first one chosen at the school.
    """
    word = _word_of(email)
    if word in _CODES or word == ACCEPTED:
        return _CODES.get(word)
    if place.state == BEYOND_REACH and not program.is_online_only:
        return RejectCode.OUT_OF_AREA
    if place.state == ENROLLS_NOBODY_ONLINE_IN and program.is_online_only:
        return RejectCode.STATE_NOT_AUTHORISED
    return None


def _word_of(email: str) -> str:
    name = email.rpartition("@")[0]
    return name.rpartition("+")[2].casefold() if "+" in name else ""
