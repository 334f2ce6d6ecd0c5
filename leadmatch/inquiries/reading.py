"""How the body of an inquiry becomes a submission: all of it, or every fault at once (rule L3, SPEC 8)."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple, Protocol

from leadmatch.access.caller_ids import CALLER_ID_PATTERN, MAX_CALLER_ID_LENGTH
from leadmatch.inquiries.campaign_tags import campaign_tags
from leadmatch.inquiries.given_consents import (
    EXPECTS as EXPECTS_CONSENTS,
)
from leadmatch.inquiries.given_consents import (
    ID_PATTERN,
    MAX_ID_LENGTH,
    consent_of,
    match_with_schools,
    read_consents,
    wants_a_phone,
)
from leadmatch.inquiries.given_consents import (
    NAMES as CONSENT_NAMES,
)
from leadmatch.inquiries.member_values import choice_member, code_member, page_address_member
from leadmatch.inquiries.members import Member, MemberError, Members, read_members
from leadmatch.inquiries.person import NAMES as PERSON_NAMES
from leadmatch.inquiries.person import Locate, person_of, read_person
from leadmatch.inquiries.sandbox.sides import WrongSide
from leadmatch.inquiries.source import NOBODYS, Source, Sources
from leadmatch.inquiries.submission import MOST_PROGRAMS, Submission
from leadmatch.kernel.errors import Fault, InvalidRequestError
from leadmatch.leads.contact import Visit
from leadmatch.web.caller import Visitor

LANGUAGES: Final = ("en", "es")
MAX_URL_LENGTH: Final = 2000
MAX_TOKEN_LENGTH: Final = 4000

_PROGRAMS: Final = f"an array of 1 to {MOST_PROGRAMS} program ids, each once"
_PROGRAM_ID = re.compile(ID_PATTERN)


def _as_sent(value: object) -> object:
    return value


def _caller_id(expects: str) -> Member:
    words = f"{expects}, in letters, digits and . _ ~ -"
    return code_member(max_length=MAX_CALLER_ID_LENGTH, pattern=CALLER_ID_PATTERN, expects=words)


def _token(expects: str) -> Member:
    return code_member(max_length=MAX_TOKEN_LENGTH, pattern="[!-~]+", expects=expects)


_MEMBERS: Final[Members] = {
    "program_ids": Member(_as_sent, _PROGRAMS),
    "person": Member(_as_sent, "an object with what the person has filled in"),
    "consents": Member(_as_sent, EXPECTS_CONSENTS),
    "page_url": page_address_member(MAX_URL_LENGTH),
    "landing_url": page_address_member(MAX_URL_LENGTH),
    "referrer": page_address_member(MAX_URL_LENGTH),
    "certificate_url": page_address_member(MAX_URL_LENGTH),
    "placement": _caller_id("your name for where the form stands"),
    "sub_id": _caller_id("your own mark for this inquiry"),
    "language": choice_member(LANGUAGES, is_required=False),
    "attribution": _token("the attribution token as it was given to you"),
    "challenge_solution": _token("the solution of a challenge as the ALTCHA library gives it"),
}
_ELSEWHERE: Final = PERSON_NAMES | CONSENT_NAMES
_SECTIONS: Final = {name: place for place, name in enumerate(_MEMBERS)}


class SchoolsOf(Protocol):
    """Knows which school a program that takes inquiries belongs to."""

    def school_of(self, program_id: str, /) -> str | None:
        """Return the id of its school; None where the program is unknown, gone, or its school never had a campaign."""
        ...

    def wrong_side(self, program_id: str, /) -> WrongSide | None:
        """Return why a program without a school is none for this sender, where it would be one for others."""
        ...


class _Programs(NamedTuple):
    """The programs that could be read, and their schools, both in the order chosen."""

    ids: tuple[str, ...]
    schools: tuple[str, ...]
    are_all_known: bool


def read_inquiry(
    body: object,
    *,
    visitor: Visitor,
    schools: SchoolsOf,
    locate: Locate,
    sources: Sources,
    form_version: str,
    is_test: bool = False,
) -> Submission:
    """Return what a visitor sends.

    Args:
        body: any JSON value.
        visitor: who sends it; the page that their Referer field names stands in for a ``page_url`` that is not sent.
        schools: tells the schools of programs.
        locate: raises `UnknownZipCodeError` for a ZIP code of which no place is on file.
        sources: tells whose it is; not asked with Sec-GPC, and then no campaign or landing page is kept either.
        form_version: of the form that was filled in.
        is_test: whether it came with a test key.

    Raises:
        InvalidRequestError: names every fault.
    """
    faults: list[Fault] = []
    values = read_members(body, _MEMBERS, "", faults, elsewhere=_ELSEWHERE)
    programs = _read_programs(values.get("program_ids"), schools, faults)
    consents = read_consents(values["consents"], faults) if "consents" in values else None
    if consents is not None:
        match_with_schools(consents, programs.schools, faults, are_all_schools_known=programs.are_all_known)
    person: Mapping[str, Any] = {}
    if "person" in values:
        person = read_person(values["person"], faults, locate=locate, needs_phone=wants_a_phone(consents or ()))
    source = NOBODYS if visitor.gpc_is_on else _read_source(values, sources, faults)  # rule L10
    if faults or consents is None:
        raise InvalidRequestError(by_member(faults))
    page_url = values.get("page_url", visitor.referrer)
    landing_url = None if visitor.gpc_is_on else values.get("landing_url")
    return Submission(
        program_ids=programs.ids,
        person=person_of(person),
        consents=tuple(map(consent_of, consents)),
        visit=Visit(
            ip=visitor.address,
            user_agent=visitor.user_agent,
            page_url=page_url,
            referrer=values.get("referrer"),
            certificate_url=values.get("certificate_url"),
            landing_url=landing_url,
            attribution=source.attribution,
            utm={} if visitor.gpc_is_on else campaign_tags(landing_url, page_url),
        ),
        language=values.get("language", LANGUAGES[0]),
        placement=source.placement,
        sub_id=source.sub_id,
        partner_id=source.partner_id,
        form_version=form_version,
        is_test=is_test,
    )


def by_member(faults: Sequence[Fault]) -> list[Fault]:
    """Return faults in the order in which a body names its members."""
    return sorted(faults, key=_section)


def challenge_solution(body: object) -> str | None:
    """Return the solution of a challenge that a body holds; the limits judge it, and no submission remembers it."""
    sent = body.get("challenge_solution") if isinstance(body, dict) else None
    return sent if isinstance(sent, str) else None


def _read_source(values: Mapping[str, Any], sources: Sources, faults: list[Fault]) -> Source:
    try:
        return sources.source_of(values)
    except MemberError as error:
        faults.append(Fault("/attribution", error.code, error.detail))
        return NOBODYS


def _read_programs(sent: object, schools: SchoolsOf, faults: list[Fault]) -> _Programs:
    if sent is None:  # told of before
        return _Programs((), (), are_all_known=False)
    if not isinstance(sent, list):
        faults.append(Fault("/program_ids", "invalid-type", f"Send {_PROGRAMS}."))
        return _Programs((), (), are_all_known=False)
    if not sent:
        faults.append(Fault("/program_ids", "empty-value", f"Send {_PROGRAMS}."))
    if len(sent) > MOST_PROGRAMS:
        faults.append(Fault("/program_ids", "too-many", f"Send {_PROGRAMS}."))
    read: dict[str, str] = {}
    are_all_known = 0 < len(sent) <= MOST_PROGRAMS
    for place, program_id in enumerate(sent[:MOST_PROGRAMS]):
        where = f"/program_ids/{place}"
        if isinstance(program_id, str) and program_id in read:
            faults.append(Fault(where, "repeated-program", "Send each program once."))
            continue
        school_id = _school_of(program_id, schools) if isinstance(program_id, str) else None
        if school_id is None:
            are_all_known = False
            faults.append(_no_program(program_id, where, schools))
        else:
            read[program_id] = school_id
    return _Programs(tuple(read), tuple(dict.fromkeys(read.values())), are_all_known)


def _no_program(sent: object, where: str, schools: SchoolsOf) -> Fault:
    if not isinstance(sent, str):
        return Fault(where, "invalid-type", "Send the id of a program, as JSON text.")
    on_wrong_side = schools.wrong_side(sent)
    if on_wrong_side is not None:
        return Fault(where, *on_wrong_side)
    detail = "This program takes no inquiries; choose one of those that a search names in inquiry_links."
    return Fault(where, "program-not-accepting", detail)


def _school_of(program_id: str, schools: SchoolsOf) -> str | None:
    if len(program_id) > MAX_ID_LENGTH or _PROGRAM_ID.fullmatch(program_id) is None:
        return None
    return schools.school_of(program_id)


def _section(fault: Fault) -> int:
    return _SECTIONS.get(fault.where.lstrip("/").partition("/")[0], len(_SECTIONS))
