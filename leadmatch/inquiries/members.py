"""How one object of a JSON body is read: the members it may have and must have, and every fault at once.

What was sent is never repeated in a fault: it may be personal. Of names only those stand in a pointer that are a
member's, be it one of another object, or almost one; any other, which may be a surname, is written ``*``.
"""

import difflib
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from leadmatch.kernel.errors import Fault

MOST_UNKNOWN_SHOWN = 5

_SPELLED = re.compile(r"\A[A-Za-z][A-Za-z_]{0,31}\Z")
_ALMOST = 0.85  # of the letters alike; "lastname" is last_name, but no "Place" is a placement
_HIDDEN_NAME = "*"


class MemberError(Exception):
    """The value of one member is not acceptable.

    Args:
        code: stable, machine-readable reason.
        detail: one sentence that says what to send; repeats nothing that was sent.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Member:
    """What one member of an object is read by.

    Args:
        read: returns the value of what was sent, or raises `MemberError`; is never asked about null.
        expects: what to send, as the rest of a sentence that begins with "Send".
        is_required: whether null and nothing at all are faults; where not, both mean that nothing was said.
        missing_code: of that fault.
    """

    read: Callable[[Any], Any]
    expects: str
    is_required: bool = True
    missing_code: str = "missing-member"


Members = Mapping[str, Member]


def read_members(
    sent: object, members: Members, where: str, faults: list[Fault], *, elsewhere: Collection[str] = ()
) -> dict[str, Any]:
    """Return the values of an object's members; those not sent and those at fault are left out.

    Args:
        sent: what should be an object.
        members: those it may have, in the order in which their faults are told.
        where: JSON pointer to the object; empty for the whole body.
        faults: gets every fault.
        elsewhere: names of members of other objects, which may stand here by mistake.
    """
    values: dict[str, Any] = {}
    if not isinstance(sent, dict):
        required = [name for name, member in members.items() if member.is_required]
        faults.append(Fault(where, "invalid-type", f"Send a JSON object with {', '.join(required)}."))
        return values
    known = 0
    for name, member in members.items():
        value = sent.get(name)
        if value is None:
            known += name in sent
            if member.is_required:
                faults.append(Fault(f"{where}/{name}", member.missing_code, f"Send {member.expects}."))
            continue
        known += 1
        try:
            values[name] = member.read(value)
        except MemberError as error:
            faults.append(Fault(f"{where}/{name}", error.code, error.detail))
    if known < len(sent):
        faults += _unknown(sent, members, where, elsewhere)
    return values


def _unknown(sent: Mapping[str, object], members: Members, where: str, elsewhere: Collection[str]) -> list[Fault]:
    unknown = islice((name for name in sent if name not in members), MOST_UNKNOWN_SHOWN)
    return list(dict.fromkeys(_unknown_member(name, members, where, elsewhere) for name in unknown))


def _unknown_member(name: str, members: Members, where: str, elsewhere: Collection[str]) -> Fault:
    shown = name if name in elsewhere or _is_almost(name, members) else _HIDDEN_NAME
    near = difflib.get_close_matches(name[:64], members, n=1)
    advice = f"did you mean {near[0]}?" if near else f"known are {', '.join(members)}."
    return Fault(f"{where}/{shown}", "unknown-member", f"There is no such member; {advice}")


def _is_almost(name: str, members: Members) -> bool:
    """Tell whether a name is a member's but for a letter, its capitals or its underscores."""
    letters = [_letters(member) for member in members]
    return _SPELLED.match(name) is not None and bool(
        difflib.get_close_matches(_letters(name), letters, n=1, cutoff=_ALMOST)
    )


def _letters(name: str) -> str:
    return name.replace("_", "").lower()
