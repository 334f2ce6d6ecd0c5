"""The body of an inquiry for tests of reading, and what it is read against: two schools, places, a visitor."""

import copy
from collections.abc import Mapping
from typing import Any

from leadmatch.geo.zip_code import UnknownZipCodeError
from leadmatch.inquiries.reading import read_inquiry
from leadmatch.inquiries.source import Source
from leadmatch.inquiries.submission import Submission
from leadmatch.kernel.errors import InvalidRequestError
from leadmatch.leads.contact import Person
from leadmatch.web.caller import Visitor

SCHOOLS = {f"prg_{letter}{number}": f"sch_{letter}" for letter in "abcdef" for number in (1, 2)}
VISITOR = Visitor(address="203.0.113.7", user_agent="Example browser", referrer=None, gpc_is_on=False)
_BODY: dict[str, Any] = {
    "program_ids": ["prg_a1", "prg_b1"],
    "person": {
        "first_name": "Ada",
        "last_name": "Example",
        "email": "ada+school@example.org",
        "phone": "(312) 555-0142",
        "zip": "60601",
        "education_level": "hs_or_ged",
        "start_timeframe": "1_3_months",
        "is_adult": True,
    },
    "consents": [
        {
            "school_id": school_id,
            "disclosure_id": f"dis_{school_id}",
            "sha256": "0f" * 32,
            "text": f"I ask {school_id} to call me.\nMy consent is no condition of purchase.",
            "channels": ["email", "call", "text"],
            "agreed": True,
        }
        for school_id in ("sch_a", "sch_b")
    ],
    "page_url": "https://guide.example.org/inquire?program=prg_a1",
    "landing_url": "https://guide.example.org/?utm_source=Ads&utm_campaign=fall+2026",
    "referrer": "https://search.example.net/",
    "certificate_url": "https://cert.example.com/0123",
    "placement": "results-top",
    "sub_id": "a.b_c~1",
    "language": "en",
    "attribution": "abc.def",
    "challenge_solution": "eyJjaGFsbGVuZ2UiOnt9fQ==",
}


class AnybodysSources:
    """Takes every token for one that says what the body says, of a partner if one is named."""

    def __init__(self, partner_id: str | None) -> None:
        self.partner_id = partner_id

    def source_of(self, members: Mapping[str, Any]) -> Source:
        return Source(self.partner_id, *map(members.get, ("placement", "sub_id", "attribution")))


class FewSchools:
    """Knows the programs of this module only."""

    def school_of(self, program_id: str) -> str | None:
        return SCHOOLS.get(program_id)

    def wrong_side(self, _program_id: str) -> None:
        return None


def locate(zip_code: str) -> None:
    """Know every ZIP code but those that begin with 000."""
    if zip_code.startswith("000"):
        raise UnknownZipCodeError


def make_body() -> dict[str, Any]:
    """Return a body with every member; each call a new one, free to be changed."""
    return copy.deepcopy(_BODY)


def read(
    body: object, visitor: Visitor = VISITOR, *, partner_id: str | None = None, is_test: bool = False
) -> Submission:
    """Return what a body says."""
    return read_inquiry(
        body,
        visitor=visitor,
        schools=FewSchools(),
        locate=locate,
        sources=AnybodysSources(partner_id),
        form_version="api-1",
        is_test=is_test,
    )


def faults_of(body: object) -> dict[str, str]:
    """Return the code of each fault by its pointer; empty where the body is good."""
    try:
        read(body)
    except InvalidRequestError as error:
        if len(set(error.faults)) < len(error.faults) or not all(each.detail[-1] in ".?" for each in error.faults):
            raise AssertionError(f"a fault is told twice, or not in a sentence: {error.faults}") from None
        return {fault.where: fault.code for fault in error.faults}
    return {}


def person_faults(**members: object) -> dict[str, str]:
    """Return the faults of a body whose person has these members instead."""
    body = make_body()
    body["person"].update(members)
    return faults_of(body)


def person_read(**members: object) -> Person:
    """Return the person of a body that has these members instead."""
    body = make_body()
    body["person"].update(members)
    return read(body).person
