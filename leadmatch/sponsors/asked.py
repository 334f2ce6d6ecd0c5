"""What a visitor asks a school for, as far as it is known when a campaign is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from leadmatch.geo.gazetteer import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedProgram:
    """What campaigns ask about a program.

    Args:
        is_online_only: has no campus.
        campus_point: latitude and longitude, degrees.
        authorized_states: USPS codes of the states whose residents may enroll online; None: not published.
    """

    id: str
    school_id: str
    field: str
    credential: str
    is_online_only: bool
    campus_point: tuple[float, float] | None
    campus_state: str | None
    authorized_states: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A program and who asks for it; None is not known yet, as while a visitor is still searching, and passes.

    Args:
        place: of the visitor's ZIP code.
        program: the first one chosen at the school.
        education_level: of the visitor.
        start_timeframe: of the visitor.
        schools_asked: how many schools the inquiry goes to, this one among them.
    """

    place: Place | None
    program: AskedProgram
    education_level: str | None = None
    start_timeframe: str | None = None
    schools_asked: int | None = None


def asked_program(item: Mapping[str, Any]) -> AskedProgram:
    """Return what campaigns ask about a program.

    Args:
        item: the program as the API shows it (SPEC 8, "a program item").
    """
    campus, states = item["campus"], item["authorized_states"]
    return AskedProgram(
        id=item["id"],
        school_id=item["school"]["id"],
        field=item["field"],
        credential=item["credential"],
        is_online_only=campus is None,
        campus_point=campus and (campus["latitude"], campus["longitude"]),
        campus_state=campus and campus["state"],
        authorized_states=None if states is None else tuple(states),
    )
