"""Records for tests, with sensible, clearly fictional values; every value can be overridden by name."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from leadmatch.catalogue.records import (
    AccreditationRecord,
    CampusRecord,
    CostRecord,
    ProgramRecord,
    SchoolRecord,
    SourceRecord,
)
from leadmatch.kernel.ids import stable_id

SOURCES = (
    SourceRecord("ipeds-hd-2024", "IPEDS directory information", "NCES", "2024"),
    SourceRecord("ipeds-c-2024", "IPEDS completions", "NCES", "2024"),
    SourceRecord("scorecard-2022", "College Scorecard", "US Department of Education", "2020-21"),
)
ACCREDITATION = AccreditationRecord(
    accreditor_id="hlc",
    name="Higher Learning Commission",
    kind="institutional",
    field=None,
    current=True,
    since=date(1994, 1, 1),
    ended=None,
    source="scorecard-2022",
    as_of="2022",
)
COST = CostRecord(
    total_cents=438_000,
    basis="estimate",
    tuition_fees_cents=438_000,
    books_supplies_cents=None,
    as_of="2020-21",
    source="scorecard-2022",
)
_SCHOOL = SchoolRecord(
    id="",
    name="Example City College",
    unitid="999001",
    opeid="00999000",
    control="public",
    website="https://www.example.org/",
    title_iv=True,
)
_CAMPUS = CampusRecord(
    id="",
    school_id="",
    street="1 Example Street",
    city="Chicago",
    state="IL",
    zip_code="60601",
    latitude=41.8858,
    longitude=-87.6181,
)


def make_school(**overrides: Any) -> SchoolRecord:  # noqa: ANN401  # of the field's type
    """Return a school; its id follows from its name."""
    overrides.setdefault("id", stable_id("sch", overrides.get("name", _SCHOOL.name)))
    return replace(_SCHOOL, **overrides)


def make_campus(school: SchoolRecord | None = None, **overrides: Any) -> CampusRecord:  # noqa: ANN401  # as above
    """Return a campus of a school; its id follows from the school and the ZIP code."""
    overrides.setdefault("school_id", (school or make_school()).id)
    overrides.setdefault("id", stable_id("cam", overrides["school_id"], overrides.get("zip_code", _CAMPUS.zip_code)))
    return replace(_CAMPUS, **overrides)


def make_program(**overrides: Any) -> ProgramRecord:  # noqa: ANN401  # as above
    """Return a program at the campus of its school (``campus=None``: online only); its id follows from the rest."""
    school = overrides.get("school") or make_school()
    campus = overrides["campus"] if "campus" in overrides else make_campus(school)
    values: dict[str, Any] = {
        "title": "Medical coding certificate or diploma, 1 to 2 years",
        "cip_code": "51.0713",
        "cip_title": "Medical Insurance Coding Specialist/Coder",
        "field": "billing-coding",
        "credential": "certificate_or_diploma",
        "award_level": "2",
        "formats": ("on_campus",) if campus else ("online",),
        "formats_unknown": ("hybrid", "online") if campus else (),
        "self_paced": None,
        "length_months": 12,
        "credits": None,
        "cost": COST,
        "financial_aid": True,
        "certifications": (),
        "graduates_count": 31,
        "graduates_year": 2024,
        "authorized_states": None,
        "accreditation": (ACCREDITATION,),
        "fact_sources": (("graduates", "ipeds-c-2024"), ("school", "ipeds-hd-2024")),
        **overrides,
        "school": school,
        "campus": campus,
    }
    key = (school.id, campus.id if campus else "online", values["cip_code"], values["credential"], values["title"])
    values.setdefault("id", stable_id("prg", *key))
    return ProgramRecord(**values)


def make_programs(count: int, *, title: str = "Medical coding") -> Iterator[ProgramRecord]:
    """Yield programs that differ in title and id, ten to a school."""
    for number in range(count):
        school = make_school(name=f"Example College {number // 10}", unitid=str(990_000 + number // 10))
        yield make_program(school=school, title=f"{title} {number}", graduates_count=number)
