"""A school with programs as federal files know them, and what it states of them; clearly fictional."""

from datetime import date
from typing import Any

from factories import SOURCES, make_campus, make_program, make_school

from leadmatch.catalogue.identity import campus_id, program_id, school_id, stated_program_id
from leadmatch.catalogue.records import CampusRecord, CostRecord, ProgramRecord, SchoolRecord, SourceRecord
from leadmatch.catalogue.statements import StatementRecord

UNITID = "990101"
STATED = SourceRecord("school-990101-2026-11-01", "Example College, its own statement", "Example College", "2026-11-01")
COST = CostRecord(512_500, "program", 450_000, 62_500, STATED.as_of, STATED.key, 400_000, 50_000)
FEDERAL_SOURCES = (*SOURCES, SourceRecord("cip-2020", "CIP titles, NCES", "NCES", "2020"))
ELSEWHERE = CampusRecord("cam_stated", school_id(UNITID), "2 Side Street", "Cicero", "IL", "60804", 41.85, -87.76)


def school_of(unitid: str = UNITID, **overrides: Any) -> SchoolRecord:  # noqa: ANN401  # of the field's type
    return make_school(**{"name": "Example College", "unitid": unitid, "id": school_id(unitid), **overrides})


def federal_program(
    cip_code: str = "51.0713",
    award_level: str = "2",
    *,
    unitid: str = UNITID,
    **overrides: Any,  # noqa: ANN401  # as above
) -> ProgramRecord:
    """Return a program as a federal import makes it, with the sources of its facts."""
    school = overrides.pop("school", None) or school_of(unitid)
    values: dict[str, Any] = {
        "id": program_id(unitid, cip_code, award_level),
        "school": school,
        "campus": make_campus(school, id=campus_id(unitid)),
        "cip_code": cip_code,
        "award_level": award_level,
        "fact_sources": (
            ("program", "ipeds-c-2024"),
            ("cip_title", "cip-2020"),
            ("school", "ipeds-hd-2024"),
            ("campus", "ipeds-hd-2024"),
            ("graduates", "ipeds-c-2024"),
            ("cost", "scorecard-2022"),
            ("formats", "ipeds-hd-2024"),
            ("financial_aid", "ipeds-hd-2024"),
            ("accreditation", "scorecard-2022"),
        ),
        **overrides,
    }
    return make_program(**values)


def statement(
    cip_code: str = "51.0713",
    award_level: str = "2",
    *,
    unitid: str = UNITID,
    code: str | None = None,
    **facts: Any,  # noqa: ANN401  # as above
) -> StatementRecord:
    """Return a statement that states only these facts."""
    key = (unitid, cip_code, award_level, code)
    return StatementRecord(stated_program_id(*key), *key, **{"source": STATED.key, **facts})


EVERYTHING: dict[str, Any] = {
    "title": "Coding Career Diploma",
    "credential": "diploma",
    "formats": ("on_campus", "online"),
    "self_paced": False,
    "length_months": 9,
    "credits": 36,
    "cost": COST,
    "financial_aid": False,
    "certifications": ("CPC", "CBCS"),
    "authorized_states": ("IL", "WI"),
    "externship": True,
    "eligibility": "High school diploma or GED",
    "start_dates": (date(2027, 1, 11), date(2027, 5, 3)),
    "website": "https://www.example.org/coding",
    "campus": ELSEWHERE,
}
