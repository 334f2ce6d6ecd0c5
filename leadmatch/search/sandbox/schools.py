"""Who stands in the sandbox: two schools that do not exist, six programs, and the meadow that they stand on.

Ids are the same on every instance and for good: what partners write into their own tests goes on working. A school that
leaves this file stays in `SANDBOX_SCHOOL_IDS`, because inquiries about it are on file.
"""

from typing import Final

from leadmatch.catalogue.federal.sources import federal_source
from leadmatch.catalogue.records import (
    UNKNOWN_COST,
    CampusRecord,
    CostRecord,
    ProgramRecord,
    SchoolRecord,
    SourceRecord,
)
from leadmatch.catalogue.taxonomy import field_of
from leadmatch.geo.states import STATES
from leadmatch.kernel.ids import stable_id

_SANDBOX: Final = "sandbox"
_STATED_ON: Final = "2026-01-01"
_CIP_TITLES: Final = "cip-2020"
SOURCES: Final = {
    _SANDBOX: SourceRecord(_SANDBOX, "The sandbox for test keys (made up)", "leadmatch", _STATED_ON),
    _CIP_TITLES: federal_source(_CIP_TITLES),
}
# Near the middle of the 48 states. A search moves the meadow to the ZIP code that it asks about.
HOME_ZIP: Final = "66952"
HOME: Final = (39.8283, -98.5795)
_HOME_CITY, _HOME_STATE = "Lebanon", "KS"
_DEGREES_A_MILE: Final = 1 / 69.09  # of latitude
ENROLLS_NOBODY_ONLINE_IN: Final = "HI"

_BILLING: Final = ("51.0714", "Medical Insurance Specialist/Medical Biller")
_CODING: Final = ("51.0713", "Medical Insurance Coding Specialist/Coder")
_ASSISTING: Final = ("51.0801", "Medical/Clinical Assistant")


def _school(slug: str, name: str) -> SchoolRecord:
    return SchoolRecord(
        id=stable_id("sch", _SANDBOX, slug),
        name=name,
        unitid=None,
        opeid=None,
        control="private_nonprofit",
        website=f"https://sandbox-{slug}.example.org/",
        title_iv=True,
        is_demo=True,
    )


COLLEGE: Final = _school("college", "Example Sandbox College")
INSTITUTE: Final = _school("institute", "Example Sandbox Institute")
SANDBOX_SCHOOLS: Final = (COLLEGE, INSTITUTE)
SANDBOX_SCHOOL_IDS: Final = frozenset(school.id for school in SANDBOX_SCHOOLS)


def _campus(school: SchoolRecord, miles_north: float) -> CampusRecord:
    return CampusRecord(
        id=stable_id("cam", school.id),
        school_id=school.id,
        street="1 Example Street",
        city=_HOME_CITY,
        state=_HOME_STATE,
        zip_code=HOME_ZIP,
        latitude=HOME[0] + miles_north * _DEGREES_A_MILE,
        longitude=HOME[1],
    )


# Within the smallest radius that a search can ask for, one mile, and nowhere near each other's edge.
_CAMPUSES: Final = {COLLEGE.id: _campus(COLLEGE, 0.4), INSTITUTE.id: _campus(INSTITUTE, -0.7)}


def _cost(tuition_fees_usd: int, books_supplies_usd: int | None) -> CostRecord:
    tuition_fees = tuition_fees_usd * 100
    books = None if books_supplies_usd is None else books_supplies_usd * 100
    return CostRecord(tuition_fees + (books or 0), "program", tuition_fees, books, _STATED_ON, _SANDBOX)


def _program(
    slug: str,
    school: SchoolRecord,
    title: str,
    cip: tuple[str, str],
    credential: str,
    *,
    formats: tuple[str, ...] = ("on_campus",),
    cost: CostRecord = UNKNOWN_COST,
    length_months: int | None = None,
    self_paced: bool | None = None,
    certifications: tuple[str, ...] = (),
    authorized_states: tuple[str, ...] | None = None,
) -> ProgramRecord:
    facts = ["program", "title", "credential", "formats", "school", "financial_aid"]
    facts += ["cost"] if cost.total_cents is not None else []
    facts += ["length"] if length_months is not None else []
    facts += ["self_paced"] if self_paced is not None else []
    facts += ["certifications"] if certifications else []
    facts += ["authorized_states"] if authorized_states is not None else []
    return ProgramRecord(
        id=stable_id("prg", _SANDBOX, slug),
        title=title,
        cip_code=cip[0],
        cip_title=cip[1],
        field=field_of(cip[0]),
        credential=credential,
        award_level=None,
        formats=formats,
        formats_unknown=(),
        self_paced=self_paced,
        length_months=length_months,
        credits=None,
        cost=cost,
        financial_aid=True,
        certifications=certifications,
        graduates_count=None,
        graduates_year=None,
        authorized_states=authorized_states,
        school=school,
        campus=None if formats == ("online",) else _CAMPUSES[school.id],
        accreditation=(),  # no real agency is said to have accredited what does not exist
        fact_sources=(*((fact, _SANDBOX) for fact in facts), ("cip_title", _CIP_TITLES)),
    )


BILLING: Final = _program(
    "billing",
    COLLEGE,
    "Medical billing certificate",
    _BILLING,
    "certificate",
    cost=_cost(2400, 150),
    length_months=9,
    certifications=("CBCS",),
)
CODING: Final = _program("coding", INSTITUTE, "Medical coding diploma", _CODING, "diploma")
CODING_ONLINE: Final = _program(
    "coding-online",
    COLLEGE,
    "Medical coding certificate, online",
    _CODING,
    "certificate",
    formats=("online",),
    cost=_cost(1900, None),
    length_months=6,
    self_paced=True,
    certifications=("CPC", "CBCS"),
    authorized_states=tuple(state for state in STATES if state != ENROLLS_NOBODY_ONLINE_IN),
)
ASSISTING: Final = _program(
    "assisting",
    COLLEGE,
    "Medical assisting associate degree",
    _ASSISTING,
    "associate",
    formats=("on_campus", "hybrid"),
    cost=_cost(12600, 900),
    length_months=24,
)
ASSISTING_DIPLOMA: Final = _program(
    "assisting-diploma", INSTITUTE, "Medical assisting diploma", _ASSISTING, "diploma", length_months=10
)
ASSISTING_ONLINE: Final = _program(
    "assisting-online",
    INSTITUTE,
    "Medical assisting certificate, online",
    _ASSISTING,
    "certificate",
    formats=("online",),
)
SANDBOX_PROGRAMS: Final = (BILLING, CODING, CODING_ONLINE, ASSISTING, ASSISTING_DIPLOMA, ASSISTING_ONLINE)
SANDBOX_PROGRAM_IDS: Final = frozenset(program.id for program in SANDBOX_PROGRAMS)
