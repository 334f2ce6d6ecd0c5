"""How the consents of an inquiry are read: exactly one for each school of the chosen programs (rules L2 and L3)."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from leadmatch.inquiries.member_values import code_member, true_member
from leadmatch.inquiries.members import Member, MemberError, read_members
from leadmatch.inquiries.submission import MOST_PROGRAMS, GivenConsent
from leadmatch.kernel.errors import Fault

CHANNELS: Final = ("email", "call", "text")
MAX_TEXT_LENGTH: Final = 4000
ID_PATTERN: Final = r"[A-Za-z0-9_]+"
MAX_ID_LENGTH: Final = 64

EXPECTS: Final = "an array of consents, one for each school of the programs"
_TEXT: Final = "the wording exactly as it was shown"
_CHANNELS: Final = "an array of one or more of email, call, text, each once"
_CALLED: Final = frozenset({"call", "text"})


def _read_text(value: object) -> str:
    if not isinstance(value, str):
        raise MemberError("invalid-type", f"Send {_TEXT}, as JSON text.")
    if not value.strip():
        raise MemberError("empty-value", f"Send {_TEXT}.")
    if len(value) > MAX_TEXT_LENGTH:
        raise MemberError("too-long", f"Send {_TEXT}, in {MAX_TEXT_LENGTH} characters at most.")
    if "\0" in value or not _is_unicode(value):
        raise MemberError("invalid-text", f"Send {_TEXT}, without NUL and lone surrogates.")
    return value


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _read_channels(value: object) -> tuple[str, ...]:
    """Return the channels in the order of `CHANNELS`: which were agreed to is a set."""
    if not isinstance(value, list):
        raise MemberError("invalid-type", f"Send {_CHANNELS}.")
    if not value:
        raise MemberError("empty-value", f"Send {_CHANNELS}.")
    chosen = tuple(channel for channel in CHANNELS if channel in value)
    if len(chosen) != len(value):
        raise MemberError("invalid-value", f"Send {_CHANNELS}.")
    return chosen


_MEMBERS: Final = {
    "school_id": code_member(
        max_length=MAX_ID_LENGTH, pattern=ID_PATTERN, expects="the id of the school", is_required=True
    ),
    "disclosure_id": code_member(
        max_length=MAX_ID_LENGTH, pattern=ID_PATTERN, expects="the disclosure_id of the wording", is_required=True
    ),
    "sha256": code_member(
        max_length=64, pattern="[0-9a-f]{64}", expects="the sha256 of the wording: 64 digits and letters a to f",
        is_required=True,
    ),
    "text": Member(_read_text, _TEXT),
    "channels": Member(_read_channels, _CHANNELS),
    "agreed": true_member("consent-not-given", "true once the person has agreed, or leave the school's programs out"),
}  # fmt: skip
NAMES: Final = frozenset(_MEMBERS)


def read_consents(sent: object, faults: list[Fault]) -> list[dict[str, Any]] | None:
    """Return what could be read of each consent, in the order sent; None where it is no array.

    Args:
        sent: the member ``consents``.
        faults: gets every fault.
    """
    if not isinstance(sent, list):
        faults.append(Fault("/consents", "invalid-type", f"Send {EXPECTS}."))
        return None
    if len(sent) > MOST_PROGRAMS:
        faults.append(Fault("/consents", "too-many", f"Send {EXPECTS}: {MOST_PROGRAMS} at most."))
    return [
        read_members(each, _MEMBERS, f"/consents/{place}", faults) for place, each in enumerate(sent[:MOST_PROGRAMS])
    ]


def match_with_schools(
    consents: Sequence[dict[str, Any]], schools: Collection[str], faults: list[Fault], *, are_all_schools_known: bool
) -> None:
    """Find what keeps the consents from being exactly one for each school.

    Args:
        consents: as `read_consents` returns them.
        schools: of the programs that could be read, in the order chosen.
        faults: gets every fault.
        are_all_schools_known: whether each program could be read; else nobody knows which consents are too many.
    """
    seen: set[str] = set()
    for place, consent in enumerate(consents):
        school_id = consent.get("school_id")
        if school_id is None:
            continue
        where = f"/consents/{place}/school_id"
        if school_id in seen:
            faults.append(Fault(where, "consent-repeated", "Send one consent for each school."))
        elif are_all_schools_known and school_id not in schools:
            faults.append(
                Fault(where, "consent-not-asked", "Leave out consents to schools of which no program is sent.")
            )
        seen.add(school_id)
    faults += [
        Fault("/consents", "consent-missing", f"Send a consent to the school {school_id}, or leave its programs out.")
        for school_id in schools
        if school_id not in seen
    ]


def wants_a_phone(consents: Sequence[dict[str, Any]]) -> bool:
    """Tell whether any consent is to calls or texts."""
    return any(not _CALLED.isdisjoint(consent.get("channels", ())) for consent in consents)


def consent_of(values: dict[str, Any]) -> GivenConsent:
    """Return the consent whose members were read without a fault."""
    return GivenConsent(
        school_id=values["school_id"],
        disclosure_id=values["disclosure_id"],
        sha256=values["sha256"],
        text=values["text"],
        channels=values["channels"],
    )
